import { element, round, type SvgElement } from "../common/svg_element.ts";
import { paletteColor } from "../common/theme.ts";
import type { Placement } from "./placement.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * Whiskers from low to high. One whose low has no place on a log axis goes down
 * to `floor` and ends in an arrowhead, not in a cap.
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
    const bottom = point.cut ? round(floor) : round(y(low));
    const cap = (at: number) => `M${round(x - CAP)},${at}h${2 * CAP}`;
    const end = point.cut ? arrow(x, bottom) : cap(bottom);
    return [element("path", {
      d: `${cap(top)}M${x},${top}V${bottom}${end}`,
      fill: "none",
      stroke: paletteColor(series.style.color),
      "stroke-width": 1.25,
    })];
  });
}

const CAP = 3.5;
const ARROW = 4;

/** The head of an arrow that points down to (x, y). */
function arrow(x: number, y: number): string {
  const above = round(y - ARROW);
  return `M${round(x - ARROW)},${above}L${x},${y}L${round(x + ARROW)},${above}`;
}
