import { format } from "@std/fmt/duration";

/** Columns of a terminal that nobody made wider. */
export const WIDTH = 80;

/** Breaks a text into lines of at most `width` characters between words. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Columns by which the further lines of a folded one stand further in. */
const HANGING = 2;

/** Words of a line with the blanks in front of them. */
const WORDS = /\s*\S+/g;

/**
 * Breaks a line that is wider than `width` between words; its further lines
 * stand further in than it, so that they are seen to belong to it. A word that
 * is wider, a path, say, stays whole. Lines that fit are left as they are.
 */
function foldLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const hanging = indent + " ".repeat(HANGING);
  const lines = [""];
  for (const [word] of line.matchAll(WORDS)) {
    const last = lines.at(-1) ?? "";
    if (last.trim() === "" || last.length + word.length <= width) {
      lines[lines.length - 1] = last + word;
    } else lines.push(hanging + word.trimStart());
  }
  return lines.join("\n");
}

/** Breaks the lines of a text as {@linkcode foldLine} does. */
export function fold(text: string, width: number): string {
  return text.split("\n").map((line) => foldLine(line, width)).join("\n");
}

/** "3m 12s" for 192.4 seconds; "0s" for none. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole === 0 ? "0s" : format(whole * 1000, { ignoreZero: true });
}

/**
 * Characters that a terminal or an editor obeys where it should show them, line
 * ends among them: control characters, and those that turn or break a line.
 */
// deno-lint-ignore no-control-regex -- they are what must not get through
const OBEYED = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/** One line of a text that may be a stranger's, with nothing to obey in it. */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, "?");
}

/** The same of a text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
