import type { Rect } from "./page.ts";
import { element, round, type SvgElement } from "./svg_element.ts";
import { linesHeight, textWidth, wrapText } from "./text.ts";
import { FONTS, INK } from "./theme.ts";

/** A labelled place on an axis. */
export interface Tick {
  /** In px. */
  readonly at: number;
  readonly label: string;
}

/** What an axis shows. */
export interface Axis {
  readonly label: string;
  readonly ticks: readonly Tick[];
}

/** Width in px that a left axis needs beside a plot of a height. */
export function leftAxisWidth(axis: Axis, height: number): number {
  const lines = wrapText(axis.label, height, FONTS.axisLabel).length;
  const widths = axis.ticks.map(({ label }) => textWidth(label, FONTS.tick));
  return linesHeight(lines, FONTS.axisLabel) + LABEL_GAP +
    Math.max(0, ...widths) + TICK_GAP;
}

/** Height in px that a bottom axis needs below the plot. */
export function bottomAxisHeight(label: string): number {
  const lines = wrapText(label, LABEL_WIDTH, FONTS.axisLabel).length;
  return TICK_GAP + linesHeight(1, FONTS.tick) +
    linesHeight(lines, FONTS.axisLabel);
}

/** A vertical axis left of the plot, with the grid's horizontal lines. */
export function leftAxis(axis: Axis, plot: Rect): SvgElement {
  const height = plot.bottom - plot.top;
  const left = plot.left - leftAxisWidth(axis, height);
  return element(
    "g",
    { class: "y-axis" },
    ...axis.ticks.map(({ at }) =>
      element("line", {
        x1: plot.left,
        x2: plot.right,
        y1: at,
        y2: at,
        stroke: INK.grid,
      })
    ),
    ...axis.ticks.map(({ at, label }) =>
      element("text", {
        x: plot.left - TICK_GAP,
        y: at + 0.35 * FONTS.tick.size,
        "font-size": FONTS.tick.size,
        "text-anchor": "end",
      }, label)
    ),
    ...wrapText(axis.label, height, FONTS.axisLabel).map((line, index) => {
      const x = left + linesHeight(index, FONTS.axisLabel) +
        FONTS.axisLabel.size;
      const y = (plot.top + plot.bottom) / 2;
      return element("text", {
        transform: `translate(${round(x)},${round(y)}) rotate(-90)`,
        "font-size": FONTS.axisLabel.size,
        "text-anchor": "middle",
      }, line);
    }),
  );
}

/** A horizontal axis below the plot; labels that would overlap are left out. */
export function bottomAxis(axis: Axis, plot: Rect): SvgElement {
  const font = FONTS.axisLabel;
  const top = plot.bottom + TICK_GAP + linesHeight(1, FONTS.tick);
  return element(
    "g",
    { class: "x-axis" },
    element("line", {
      x1: plot.left,
      x2: plot.right,
      y1: plot.bottom,
      y2: plot.bottom,
      stroke: INK.axis,
    }),
    ...axis.ticks.map(({ at }) =>
      element("line", {
        x1: at,
        x2: at,
        y1: plot.bottom,
        y2: plot.bottom + TICK_LENGTH,
        stroke: INK.axis,
      })
    ),
    ...withoutOverlap(axis.ticks).map(({ at, label }) =>
      element("text", {
        x: at,
        y: plot.bottom + TICK_GAP + FONTS.tick.size,
        "font-size": FONTS.tick.size,
        "text-anchor": "middle",
      }, label)
    ),
    ...wrapText(axis.label, LABEL_WIDTH, font).map((line, index) =>
      element("text", {
        x: (plot.left + plot.right) / 2,
        y: top + linesHeight(index, font) + font.size,
        "font-size": font.size,
        "text-anchor": "middle",
      }, line)
    ),
  );
}

const LABEL_GAP = 6;
const TICK_GAP = 8;
const TICK_LENGTH = 5;
// No plot is narrower than this, whatever stands beside it.
const LABEL_WIDTH = 380;

function withoutOverlap(ticks: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  let end = -Infinity;
  for (const tick of [...ticks].sort((a, b) => a.at - b.at)) {
    const half = textWidth(tick.label, FONTS.tick) / 2;
    if (tick.at - half < end) continue;
    kept.push(tick);
    end = tick.at + half + LABEL_GAP;
  }
  return kept;
}
