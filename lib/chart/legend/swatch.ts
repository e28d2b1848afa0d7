import { element, type SvgElement } from "../common/svg_element.ts";
import { strokeOf } from "../marks/line_mark.ts";
import { marker, seriesMarker } from "../marks/marker.ts";
import type { SeriesStyle } from "../marks/series.ts";

/**
 * A piece of a series' line with its marker, from x on to the right, in px;
 * `dash` as of strokeOf, `scale` as of marker.
 */
export function swatch(
  style: SeriesStyle,
  x: number,
  y: number,
  width: number,
  { dash, scale }: {
    readonly dash?: string | undefined;
    readonly scale?: number | undefined;
  } = {},
): SvgElement[] {
  return [
    element("line", {
      x1: x,
      x2: x + width,
      y1: y,
      y2: y,
      ...strokeOf(style, dash),
    }),
    marker(style.marker, x + width / 2, y, seriesMarker(style, scale)),
  ];
}
