import { element, round, type SvgElement } from "../common/svg_element.ts";
import { paletteColor } from "../common/theme.ts";
import type { Placement } from "./placement.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * Whiskers from low to high. One whose low has no place on a log axis goes down
 * to `floor` and has no cap there.
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

const CAP = 3.5;
