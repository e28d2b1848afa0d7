/** Pieces of Markdown (CommonMark with tables). */

import { printable } from "../../base/terminal_text.ts";

/** Text in which nothing has a meaning of its own, whoever wrote it. */
export function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}\[\]<>#|~&]/g, "\\$&");
}

/** A table; cells may hold inline Markdown, but no line ends. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { words = [] }: { words?: readonly number[] } = {},
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll(/\s+/g, " ")).join(" | ")} |`;
  const rule = head.map((_, i) => words.includes(i) ? "---" : "--:");
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A table of words, each column of which begins at the left. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return table(head, rows, { words: head.map((_, i) => i) });
}

/** A list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Makes every heading of a text deeper by some levels. */
export function deeper(markdown: string, levels: number): string {
  return markdown.replaceAll(/^#+ /gm, (marks) => "#".repeat(levels) + marks);
}

/** Charts, each a paragraph of its own. */
export function images(
  charts: readonly { readonly name: string; readonly title: string }[],
): string {
  return charts.map(({ name, title }) => `![${escaped(title)}](${name})`)
    .join("\n\n");
}
