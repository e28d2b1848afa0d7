import { type Font, textWidth } from "./text_width.ts";

/** Between two words; a number and its unit are one: "50 us", "95 %". */
const BETWEEN = /(?<!\d)\s+|\s+(?!(?:[nuµm]?s|%)(?![\p{L}\p{N}]))/u;

/** Breaks a text into lines of at most `width` px; a longer word is split. */
export function wrapText(text: string, width: number, font: Font): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BETWEEN).filter((word) => word !== "")) {
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

function splitWord(word: string, width: number, font: Font): string[] {
  const fits = (text: string) => textWidth(text, font) <= width;
  // A word is split behind punctuation, as in "/dev/disk/by-id", and elsewhere
  // only if a part is too long by itself.
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
