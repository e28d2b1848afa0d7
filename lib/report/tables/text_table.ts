import { fold, WIDTH } from "../../base/terminal_text.ts";

/** A column of a table of text. */
export interface TextColumn<T> {
  readonly head: string;
  readonly value: (item: T) => string;
  /** Whether it stands at the left. */
  readonly words: boolean;
}

/** A column that tells items apart. */
export interface LeadingColumn<T> extends TextColumn<T> {
  /** What its values are called in a line of their own. */
  readonly name: string;
}

/** Columns with the texts of some items, each as wide as its widest text. */
class Layout<T> {
  readonly #columns: readonly TextColumn<T>[];
  readonly #widths: readonly number[];

  constructor(columns: readonly TextColumn<T>[], items: readonly T[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ head, value }) =>
      Math.max(head.length, ...items.map((item) => value(item).length))
    );
  }

  get width(): number {
    const gaps = GAP.length * (this.#columns.length - 1);
    return this.#widths.reduce((sum, width) => sum + width, gaps);
  }

  /** A line of as many columns, from the left, as there are texts. */
  line(texts: readonly string[]): string {
    return texts.map((text, i) => {
      const width = this.#widths[i] ?? 0;
      return this.#columns[i]?.words
        ? text.padEnd(width)
        : text.padStart(width);
    }).join(GAP);
  }
}

/** Between two columns. */
const GAP = "  ";

/**
 * A table with a line per item. Where it is wider than a terminal, the leading
 * columns stand above the items that share their values. `instead` is what an
 * item has in place of figures, "" where it has some.
 */
export function textTable<T>(
  items: readonly T[],
  leading: readonly LeadingColumn<T>[],
  measured: readonly TextColumn<T>[],
  instead: (item: T) => string = () => "",
): string {
  const layout = (above: number) =>
    new Layout([...leading.slice(above), ...measured], items);
  let above = 0;
  while (layout(above).width > WIDTH && above < leading.length - 1) above++;
  const parameters = leading.slice(above);
  const columns = [...parameters, ...measured];
  const table = layout(above);
  const lines = [table.line(columns.map(({ head }) => head))];
  let shared = "";
  for (const item of items) {
    const heading = leading.slice(0, above).map(({ name, value }) =>
      `${name} ${value(item)}`
    ).join(", ");
    if (heading !== shared) lines.push("", fold(heading, WIDTH));
    shared = heading;
    const why = instead(item);
    const told = why ? parameters : columns;
    const line = table.line(told.map(({ value }) => value(item)));
    lines.push(why ? `${line}${GAP}${why}` : line);
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
