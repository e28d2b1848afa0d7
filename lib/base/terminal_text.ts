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

/** What begins an item, which stands by itself. */
const MARKS: readonly string[] = ["-", "->", "#"];

/** Words of a line with the blanks in front of them. */
const WORDS = /\s*\S+/g;

/** The blanks in front of a line. */
function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/**
 * Where the words of a line begin: of columns, which are apart by two blanks or
 * more, the last one.
 */
function wordsAt(line: string): number {
  const words = /\S+(?: \S+)*$/.exec(line)?.[0] ?? "";
  return line.length - words.length;
}

/**
 * Breaks a line that is wider than `width` between words; its further lines
 * stand `hanging` columns in, so that they are seen to belong to it. A word that
 * is wider, a path, say, stays whole. Lines that fit are left as they are.
 */
function foldLine(line: string, width: number, hanging: number): string {
  if (line.length <= width) return line;
  const lines = [""];
  for (const [word] of line.matchAll(WORDS)) {
    const last = lines.at(-1) ?? "";
    if (last.trim() === "" || last.length + word.length <= width) {
      lines[lines.length - 1] = last + word;
    } else lines.push(" ".repeat(hanging) + word.trimStart());
  }
  return lines.join("\n");
}

/** How far the further lines of a line stand in: of an option below its text. */
function hangingOf(line: string): number {
  const isOption = line.trimStart().startsWith("--");
  return isOption ? wordsAt(line) : indentOf(line) + HANGING;
}

/**
 * Whether a line goes on in the next one because it was full at
 * {@linkcode WIDTH}: one more word would not have fitted.
 */
function goesOn(line: string, next: string): boolean {
  const indent = indentOf(next);
  const [word = ""] = next.trimStart().split(" ");
  const start = wordsAt(line);
  const isBelow = start === indentOf(line) ? indent >= start : indent === start;
  return word !== "" && !MARKS.includes(word) && wordsAt(next) === indent &&
    isBelow &&
    line.length <= WIDTH && line.length + 1 + word.length > WIDTH;
}

/** A line, and how far its further lines stand in. */
interface Paragraph {
  readonly line: string;
  readonly hanging: number;
}

/** The lines of a text, those that go on in others together with them. */
function paragraphs(text: string): Paragraph[] {
  const all: Paragraph[] = [];
  let last: string | undefined;
  for (const line of text.split("\n")) {
    const before = all.at(-1);
    if (before && last !== undefined && goesOn(last, line)) {
      all[all.length - 1] = {
        line: `${before.line} ${line.trimStart()}`,
        hanging: indentOf(line),
      };
    } else all.push({ line, hanging: hangingOf(line) });
    last = line;
  }
  return all;
}

/**
 * Breaks the lines of a text that are wider than `width` between words. What
 * was wrapped for {@linkcode WIDTH} columns is wrapped anew for fewer.
 */
export function fold(text: string, width: number): string {
  const all = width < WIDTH
    ? paragraphs(text)
    : text.split("\n").map((line) => ({ line, hanging: hangingOf(line) }));
  return all.map(({ line, hanging }) =>
    // What stands beside a wide column would have no room below it.
    foldLine(line, width, hanging > width / 2 ? HANGING : hanging)
  ).join("\n");
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
