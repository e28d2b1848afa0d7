import { bottomTickMarks, horizontalGrid } from "./axis_parts.ts";
import type { Rect } from "./page.ts";
import type { PanelScales } from "./panel_scales.ts";
import { element, round, type SvgElement } from "./svg_element.ts";
import { INK } from "./theme.ts";

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

/** What the strokes of a break cover; in px. */
export function breakObstacle(at: number, y: number): Rect {
  return { left: at - 6, right: at + 6, top: y - 6, bottom: y + 6 };
}

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
