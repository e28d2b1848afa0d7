import type { LineChartSpec, SeriesStyle } from "./line_chart_spec.ts";
import { marker, MARKER_RADIUS } from "./marker.ts";
import type { Placement } from "./place.ts";
import { formatExact } from "./quantity.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";
import { element, round, type SvgElement } from "./svg_element.ts";
import { INK, paletteColor } from "./theme.ts";

/** Attributes of a series' line, in the plot and in the legend. */
export function strokeOf(style: SeriesStyle) {
  return {
    fill: "none",
    stroke: paletteColor(style.color),
    "stroke-width": 1.75,
    "stroke-dasharray": style.dashed ? "5 3.5" : undefined,
  };
}

/** The lines through the valid points, broken where a value is missing. */
export function lineElements(
  { runs, series }: SiftedSeries,
  { x, y }: Placement,
): SvgElement[] {
  return runs.filter((run) => run.length > 1).map((run) =>
    element("polyline", {
      points: run
        .map((point) => `${round(x(point.x))},${round(y(point.y))}`)
        .join(" "),
      "stroke-linejoin": "round",
      ...strokeOf(series.style),
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

/** The markers, each with the exact figure on hover; invalid ones crossed out. */
export function pointElements(
  { drawn, series: { name, style } }: SiftedSeries,
  { y, dodgedX }: Placement,
  axes: Pick<LineChartSpec, "x" | "y">,
): SvgElement[] {
  const look = { color: paletteColor(style.color), filled: style.filled };
  return drawn.flatMap((point) => {
    const at = [dodgedX(point), y(point.y)] as const;
    const text = `${name}, ${axes.x.label} ${point.x}: ` +
      figure(point, axes.y.unit);
    const shape = marker(style.marker, ...at, look, element("title", {}, text));
    return point.invalid ? [shape, cross(...at)] : [shape];
  });
}

const CAP = 3.5;

function figure(
  { y, low, high, invalid }: DrawablePoint,
  unit: string,
): string {
  const range = low === undefined && high === undefined
    ? ""
    : ` (${formatExact(low ?? y)} to ${formatExact(high ?? y)})`;
  return formatExact(y, unit) + range + (invalid ? ", invalid" : "");
}

function cross(x: number, y: number): SvgElement {
  const arm = MARKER_RADIUS + 1;
  const [left, right] = [round(x - arm), round(x + arm)];
  const [top, bottom] = [round(y - arm), round(y + arm)];
  return element("path", {
    d: `M${left},${top}L${right},${bottom}M${left},${bottom}L${right},${top}`,
    stroke: INK.text,
    "stroke-width": 1.5,
    // Or the cross would cover the marker's hover text.
    "pointer-events": "none",
  });
}
