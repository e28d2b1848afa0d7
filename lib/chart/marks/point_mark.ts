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

function figure(point: DrawablePoint, unit: string): string {
  return formatRange(point.y, point, unit) + doubtText(point);
}
