import { axisBreak } from "../axes/axis_break.ts";
import { bottomTickMarks, horizontalGrid } from "../axes/axis_parts.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";
import type { PanelScales } from "./panel_scales.ts";

/** The frame of a panel with the lines of the grid and the ticks of x. */
export function panelFrame(
  { x, xTicks, yTicks }: PanelScales,
  plot: Rect,
): SvgElement {
  const yGrid = yTicks.map((tick) => ({ ...tick, at: plot.top + tick.at }));
  const ticks = xTicks.map((tick) => ({ ...tick, at: plot.left + tick.at }));
  return element(
    "g",
    { class: "frame" },
    ...horizontalGrid(yGrid, plot),
    element("rect", {
      x: plot.left,
      y: plot.top,
      width: plot.right - plot.left,
      height: plot.bottom - plot.top,
      fill: "none",
      stroke: INK.leader,
      "stroke-width": 0.75,
    }),
    element("line", {
      x1: plot.left,
      x2: plot.right,
      y1: plot.bottom,
      y2: plot.bottom,
      stroke: INK.axis,
    }),
    ...bottomTickMarks(ticks, plot.bottom),
    ...x.breakAt === undefined
      ? []
      : axisBreak(plot.left + x.breakAt, plot.bottom),
  );
}
