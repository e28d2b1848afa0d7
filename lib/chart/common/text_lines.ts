import { element, type SvgElement } from "./svg_element.ts";
import type { Font } from "./text_width.ts";
import { INK, LINE_HEIGHT } from "./theme.ts";

/**
 * The attributes of a group of texts that have a rim of paper around their
 * letters, so that they can be read upon lines.
 */
export const HALO = {
  stroke: INK.paper,
  "stroke-width": 3,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
} as const;

/** Height in px of a number of lines. */
export function linesHeight(count: number, font: Font): number {
  return count * font.size * LINE_HEIGHT;
}

/** Text elements for lines whose topmost one starts at `top`. */
export function textLines(
  lines: readonly string[],
  at: {
    readonly x: number;
    readonly top: number;
    readonly anchor?: "start" | "middle" | "end";
  },
  font: Font,
  fill?: string,
): SvgElement[] {
  return lines.map((line, index) =>
    element("text", {
      x: at.x,
      // Digits and capitals reach from 0.35 em below the middle of a line to
      // 0.35 em above it.
      y: at.top + linesHeight(index + 0.5, font) + 0.35 * font.size,
      "font-size": font.size,
      "font-weight": font.bold ? "bold" : undefined,
      "text-anchor": at.anchor,
      fill,
    }, line)
  );
}
