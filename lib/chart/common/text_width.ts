/** The size in px and the weight of a text. */
export interface Font {
  readonly size: number;
  readonly bold?: boolean;
}

/**
 * The most that a text is wide in px, whichever of the theme's fonts is there.
 */
export function textWidth(text: string, font: Font): number {
  let hundredths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // East Asian characters and emoji are a whole em wide or a little more.
    hundredths += WIDTHS[code - 32] ?? (code < 0x1100 ? OTHER_WIDTH : 125);
  }
  return hundredths / 100 * font.size * (font.bold ? BOLD : 1);
}

// Advance widths of DejaVu Sans in 1/100 em from space to "~". It is the widest
// font of the theme's list: where another is installed, texts come out
// narrower.
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
