import type { SeriesStyle } from "../lines/line_chart_spec.ts";
import { marker, seriesMarker } from "./marker.ts";
import type { Placement } from "./placement.ts";
import { formatRange, invalidText } from "../common/quantity.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { paletteColor } from "../common/theme.ts";

/**
 * Attributes of a series' line, in the plot and in the legend. `dash` is a value of
 * stroke-dasharray to take instead of the style's own.
 */
export function strokeOf(style: SeriesStyle, dash?: string) {
  return {
    fill: "none",
    stroke: paletteColor(style.color),
    "stroke-width": 1.75,
    "stroke-dasharray": dash ?? (style.dashed ? "5 3.5" : undefined),
  };
}

/** The lines through the points, broken where a value is missing. */
export function lineElements(
  { runs, series }: SiftedSeries,
  { x, y }: Placement,
  dash?: string,
): SvgElement[] {
  return runs.filter((run) => run.length > 1).map((run) =>
    element("polyline", {
      points: run
        .map((point) => `${round(x(point.x))},${round(y(point.y))}`)
        .join(" "),
      "stroke-linejoin": "round",
      ...strokeOf(series.style, dash),
    })
  );
}

/**
 * Whiskers from low to high. One whose low has no place on a log axis goes down to
 * `floor` and has no cap there.
 */
export function whiskerElements(
  { drawn, series }: SiftedSeries,
  { y, dodgedX }: Placement,
  floor: number,
): SvgElement[] {
  return drawn.flatMap((point) => {
    const { low = point.y, high = point.y } = point;
    if (low >= high) return [];
    const x = round(dodgedX(point));
    const top = round(y(high));
    const end = y(low);
    const bottom = Number.isFinite(end) ? round(end) : floor;
    const cap = (at: number) => `M${round(x - CAP)},${at}h${2 * CAP}`;
    const lowerCap = Number.isFinite(end) ? cap(bottom) : "";
    return [element("path", {
      d: `${cap(top)}M${x},${top}V${bottom}${lowerCap}`,
      fill: "none",
      stroke: paletteColor(series.style.color),
      "stroke-width": 1.25,
    })];
  });
}

/** What is said about points on hover. */
export interface PointWords {
  /** At which x a point is. */
  readonly whereOf: (x: number) => string;
  /** Of the points' y. */
  readonly unit: string;
}

/**
 * The markers, each with the exact figure on hover; invalid ones are hollow. `scale`
 * is that of markers in this chart.
 */
export function pointElements(
  { drawn, series: { name, style } }: SiftedSeries,
  { y, dodgedX }: Placement,
  { whereOf, unit }: PointWords,
  scale?: number,
): SvgElement[] {
  const look = seriesMarker(style, scale);
  return drawn.map((point) => {
    const at = [dodgedX(point), y(point.y)] as const;
    const text = `${name}, ${whereOf(point.x)}: ${figure(point, unit)}`;
    return marker(
      style.marker,
      ...at,
      { ...look, hollow: point.invalid },
      element("title", {}, text),
    );
  });
}

const CAP = 3.5;

function figure(point: DrawablePoint, unit: string): string {
  return formatRange(point.y, point, unit) + invalidText(point);
}
