import { doubtText } from "../common/doubt.ts";
import { formatRange } from "../common/quantity.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { marker, seriesMarker } from "./marker.ts";
import type { Placement } from "./placement.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";

/** What is said about points on hover. */
export interface PointWords {
  /** Says at which x a point is. */
  readonly whereOf: (x: number) => string;
  /** The unit of the points' y. */
  readonly unit: string;
}

/**
 * The markers, each with the exact figure on hover; those of doubtful values
 * are hollow. `scale` is the size of markers in this chart, times the usual
 * one.
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
      { ...look, hollow: point.doubt !== undefined },
      element("title", {}, text),
    );
  });
}

/** The most spots of a line: closer ones could not be pointed at. */
const MAX_SPOTS = 400;
const SPOT_RADIUS = 5;

/**
 * Places on a line without markers that say the figure there when they are
 * pointed at, and are not seen; of many points every second, third and so on.
 */
export function spotElements(
  { drawn, series: { name } }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  { whereOf, unit }: PointWords,
): SvgElement[] {
  const every = Math.ceil(drawn.length / MAX_SPOTS);
  return drawn.filter((_, index) => index % every === 0).map((point) =>
    element(
      "circle",
      {
        cx: x(point.x),
        cy: y(point.y),
        r: SPOT_RADIUS,
        fill: "none",
        // Without it the pointer would fall through what is not painted.
        "pointer-events": "all",
      },
      element(
        "title",
        {},
        `${name}, ${whereOf(point.x)}: ${figure(point, unit)}`,
      ),
    )
  );
}

function figure(point: DrawablePoint, unit: string): string {
  return formatRange(point.y, point, unit) + doubtText(point);
}
