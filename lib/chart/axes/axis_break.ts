import type { Rect } from "../common/rect.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";

/** Two slanted strokes where a horizontal axis at a height is broken; in px. */
export function axisBreak(at: number, y: number): SvgElement[] {
  const stroke = (x: number) => `M${round(x - 2)},${round(y + 5)}l4,-10`;
  return [
    element("path", {
      class: "break",
      d: `M${round(at - 2.5)},${round(y)}h5`,
      stroke: INK.paper,
      "stroke-width": 4,
    }),
    element("path", {
      d: stroke(at - 2.5) + stroke(at + 2.5),
      fill: "none",
      stroke: INK.axis,
    }),
  ];
}

/** What the strokes of a break cover; in px. */
export function breakObstacle(at: number, y: number): Rect {
  return { left: at - 6, right: at + 6, top: y - 6, bottom: y + 6 };
}
