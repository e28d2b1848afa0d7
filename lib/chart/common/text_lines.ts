import { element, type SvgElement } from "./svg_element.ts";
import { INK, LINE_HEIGHT } from "./theme.ts";

// Advance widths of DejaVu Sans in 1/100 em from space to "~". It is the widest
// font of the theme's list: where another is installed, texts come out narrower.
// deno-fmt-ignore
const WIDTHS = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
  100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
  60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
  50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61,
  63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];
const OTHER_WIDTH = 85;
const BOLD = 1.14;

/** The size in px and the weight of a text. */
export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

/** Attributes of a group of texts that keep lines below them at a distance. */
export const HALO = {
  stroke: INK.paper,
  "stroke-width": 3,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
} as const;

/** Upper bound of a text's width in px. */
export function textWidth(text: string, font: Font): number {
  let hundredths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // East Asian characters and emoji fill a whole em or a little more.
    hundredths += WIDTHS[code - 32] ?? (code < 0x1100 ? OTHER_WIDTH : 125);
  }
  return hundredths / 100 * font.size * (font.bold ? BOLD : 1);
}

/** Breaks a text into lines of at most `width` px; a longer word is split. */
export function wrapText(text: string, width: number, font: Font): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, font) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = splitWord(word, width, font);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  return line === "" ? lines : [...lines, line];
}

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
      // 0.35 em above and below the middle is where digits and capitals stand.
      y: at.top + linesHeight(index + 0.5, font) + 0.35 * font.size,
      "font-size": font.size,
      "font-weight": font.bold ? "bold" : undefined,
      "text-anchor": at.anchor,
      fill,
    }, line)
  );
}

function splitWord(word: string, width: number, font: Font): string[] {
  const fits = (text: string) => textWidth(text, font) <= width;
  // Rather behind punctuation, as in "/dev/disk/by-id", than anywhere.
  const parts = word.split(/(?<=[^\p{L}\p{N}])/u)
    .flatMap((part) => fits(part) ? [part] : [...part]);
  const pieces: string[] = [];
  let piece = "";
  for (const part of parts) {
    if (piece !== "" && !fits(piece + part)) {
      pieces.push(piece);
      piece = "";
    }
    piece += part;
  }
  return [...pieces, piece];
}
