import type { Rect } from "./rect.ts";
import { element, type SvgElement } from "./svg_element.ts";
import { FONTS, INK } from "./theme.ts";

/** Says in the middle of a plot that there is nothing to draw. */
export function emptyNote(plot: Rect): SvgElement {
  return element("text", {
    x: (plot.left + plot.right) / 2,
    y: (plot.top + plot.bottom) / 2,
    "font-size": FONTS.axisLabel.size,
    "text-anchor": "middle",
    fill: INK.faintText,
  }, "No data");
}
