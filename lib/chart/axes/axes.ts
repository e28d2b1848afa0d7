import { isDuration, unitName } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight } from "../common/text_lines.ts";
import { FONTS, INK } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import {
  bottomTickLabels,
  bottomTickMarks,
  centredLines,
  horizontalGrid,
  leftTickLabels,
  TICK_GAP,
  tickLabelsWidth,
  turnedLines,
} from "./axis_parts.ts";
import type { ScaleKind } from "./scale.ts";
import type { Tick } from "./tick_labels.ts";

/** What an axis shows. */
export interface Axis {
  readonly label: string;
  readonly ticks: readonly Tick[];
}

/**
 * The text beside an axis: its label, its unit, and "(log)" if the scale is
 * logarithmic.
 */
export function axisLabel(
  { label, unit, scale }: {
    readonly label: string;
    readonly unit: string;
    readonly scale: ScaleKind;
  },
): string {
  // The ticks of a duration have units of their own, such as "2 ms".
  const bare = unit === "" || unit === label || isDuration(unit);
  const named = bare ? label : `${label} (${unitName(unit)})`;
  return scale === "log" ? `${named} (log)` : named;
}

/**
 * The width in px that a left axis takes beside a plot of this height in px.
 */
export function leftAxisWidth(axis: Axis, height: number): number {
  const lines = wrapText(axis.label, height, FONTS.axisLabel).length;
  return linesHeight(lines, FONTS.axisLabel) + LABEL_GAP +
    tickLabelsWidth(axis.ticks);
}

/** The height in px that a bottom axis takes below the plot. */
export function bottomAxisHeight(label: string): number {
  const lines = wrapText(label, LABEL_WIDTH, FONTS.axisLabel).length;
  return TICK_GAP + linesHeight(1, FONTS.tick) +
    linesHeight(lines, FONTS.axisLabel);
}

/** A vertical axis left of the plot, with the grid's horizontal lines. */
export function leftAxis(axis: Axis, plot: Rect): SvgElement {
  const height = plot.bottom - plot.top;
  return element(
    "g",
    { class: "y-axis" },
    ...horizontalGrid(axis.ticks, plot),
    ...leftTickLabels(axis.ticks, plot.left),
    ...turnedLines(
      wrapText(axis.label, height, FONTS.axisLabel),
      {
        left: plot.left - leftAxisWidth(axis, height),
        middle: (plot.top + plot.bottom) / 2,
      },
      FONTS.axisLabel,
    ),
  );
}

/** A horizontal axis below the plot; labels that would overlap are left out. */
export function bottomAxis(axis: Axis, plot: Rect): SvgElement {
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
    ...bottomTickMarks(axis.ticks, plot.bottom),
    ...bottomTickLabels(axis.ticks, plot.bottom),
    ...centredLines(
      wrapText(axis.label, LABEL_WIDTH, FONTS.axisLabel),
      {
        middle: (plot.left + plot.right) / 2,
        top: plot.bottom + TICK_GAP + linesHeight(1, FONTS.tick),
      },
      FONTS.axisLabel,
    ),
  );
}

const LABEL_GAP = 6;
// Lines of the label are no wider than the narrowest plot, which leaves room
// beside it for the widest legend.
const LABEL_WIDTH = 380;
