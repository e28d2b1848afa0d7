/** Texts as lines of an mdoc(7) page. */

import { wrap } from "../../base/terminal_text.ts";

/** mandoc wants lines of a source no longer than that. */
const LINE = 78;

/** A text in which nothing is a request, an escape or a hyphenation. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-")
    .replaceAll("`", "")
    // Or mandoc asks for the mark-up of a function of a library.
    .replaceAll("()", "\\&()");
}

/** A line that does not begin with what would make it a request. */
function inert(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** A paragraph: every sentence begins a line, as mdoc wants it. */
export function prose(text: string): string[] {
  const sentences = text.trim().split(/(?<=[.?!]\)?)\s+(?=\S)/);
  return sentences.flatMap((sentence) => wrap(escaped(sentence), LINE))
    .map(inert);
}

/** The arguments of a macro, each a word of its own. */
export function words(...args: readonly string[]): string {
  return args.map((arg) => {
    const text = escaped(arg);
    // What could be the name of a macro, or a delimiter, is plain text.
    const plain = /^([A-Z][a-z]{1,2}|[.,:;()[\]?!|])$/.test(text)
      ? `\\&${text}`
      : text;
    return /[\s"]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }).join(" ");
}

/** Lines that stay as they are. */
export function literal(lines: readonly string[]): string[] {
  return [
    // Not further in: lines of 75 letters are then on a terminal of 80.
    ".Bd -literal",
    ...lines.map((line) => inert(escaped(line))),
    ".Ed",
  ];
}

/** A list of names, each with what is said of it. */
export function list(
  items: readonly { readonly head: string; readonly text: string }[],
): string[] {
  return [
    ".Bl -tag -width Ds",
    ...items.flatMap(({ head, text }) => [`.It ${head}`, ...prose(text)]),
    ".El",
  ];
}
