import type { Rect } from "../common/rect.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { linesHeight } from "../common/text_lines.ts";
import { type Font, textWidth } from "../common/text_width.ts";
import { FONTS, INK } from "../common/theme.ts";
import { shownLabels, type Span, type Tick } from "./tick_labels.ts";

/** Distance in px between an axis and the labels of its ticks. */
export const TICK_GAP = 8;

/** Width in px of the widest label of a left axis, with the gap beside it. */
export function tickLabelsWidth(ticks: readonly Tick[]): number {
  const widths = ticks.map(({ label }) => textWidth(label, FONTS.tick));
  return Math.max(0, ...widths) + TICK_GAP;
}

/** Horizontal lines of the grid through the ticks of a left axis. */
export function horizontalGrid(
  ticks: readonly Tick[],
  { left, right }: Span,
): SvgElement[] {
  return ticks.map(({ at }) =>
    element("line", { x1: left, x2: right, y1: at, y2: at, stroke: INK.grid })
  );
}

/** Vertical lines of the grid through the ticks of a bottom axis. */
export function verticalGrid(
  ticks: readonly Tick[],
  { top, bottom }: Pick<Rect, "top" | "bottom">,
): SvgElement[] {
  return ticks.map(({ at }) =>
    element("line", { x1: at, x2: at, y1: top, y2: bottom, stroke: INK.grid })
  );
}

/** The labels of ticks left of an axis at x = `left`. */
export function leftTickLabels(
  ticks: readonly Tick[],
  left: number,
): SvgElement[] {
  return ticks.map(({ at, label }) =>
    element("text", {
      x: left - TICK_GAP,
      y: at + 0.35 * FONTS.tick.size,
      "font-size": FONTS.tick.size,
      "text-anchor": "end",
    }, label)
  );
}

/** Short strokes below an axis at y = `bottom`. */
export function bottomTickMarks(
  ticks: readonly Tick[],
  bottom: number,
): SvgElement[] {
  return ticks.map(({ at, minor }) =>
    element("line", {
      x1: at,
      x2: at,
      y1: bottom,
      y2: bottom + (minor ? MINOR_LENGTH : TICK_LENGTH),
      stroke: INK.axis,
    })
  );
}

/**
 * The labels of ticks below an axis at y = `bottom`, as far as there is room.
 */
export function bottomTickLabels(
  ticks: readonly Tick[],
  bottom: number,
  bounds?: Span,
): SvgElement[] {
  return shownLabels(ticks, bounds).map(({ at, label }) =>
    element("text", {
      x: at,
      y: bottom + TICK_GAP + FONTS.tick.size,
      "font-size": FONTS.tick.size,
      "text-anchor": "middle",
    }, label)
  );
}

/** Lines of text that run upwards, beside each other from x = `left` on. */
export function turnedLines(
  lines: readonly string[],
  at: { readonly left: number; readonly middle: number },
  font: Font,
): SvgElement[] {
  return lines.map((line, index) => {
    const x = at.left + linesHeight(index, font) + font.size;
    return element("text", {
      transform: `translate(${round(x)},${round(at.middle)}) rotate(-90)`,
      "font-size": font.size,
      "font-weight": font.bold ? "bold" : undefined,
      "text-anchor": "middle",
    }, line);
  });
}

/** Centred lines of text, the first baseline one font size below `top`. */
export function centredLines(
  lines: readonly string[],
  at: { readonly middle: number; readonly top: number },
  font: Font,
): SvgElement[] {
  return lines.map((line, index) =>
    element("text", {
      x: at.middle,
      y: at.top + linesHeight(index, font) + font.size,
      "font-size": font.size,
      "font-weight": font.bold ? "bold" : undefined,
      "text-anchor": "middle",
    }, line)
  );
}

const TICK_LENGTH = 5;
const MINOR_LENGTH = 3;
