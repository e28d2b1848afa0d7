import { WIDTH, wrap } from "../base/terminal_text.ts";
import {
  type Flag,
  type OptionTable,
  takesValue,
  type ValueOption,
} from "./option_table.ts";

/** Columns in front of a help text. */
const INDENT = 26;

/** Columns of a help text. */
export const HELP_WIDTH = WIDTH - INDENT;

/** A name and what is said of it, in two columns. */
export function entry(left: string, help: string): string {
  const [first = "", ...rest] = wrap(help, HELP_WIDTH);
  const head = `  ${left}`;
  const lines = head.length < INDENT
    ? [head.padEnd(INDENT) + first]
    : [head, " ".repeat(INDENT) + first];
  return [...lines, ...rest.map((line) => " ".repeat(INDENT) + line)].join(
    "\n",
  );
}

/** The value that an option has where it is not given. */
function usualText(_: string, option: ValueOption<unknown> | Flag): string {
  return takesValue(option) && option.usual !== undefined
    ? ` [${option.usual}]`
    : "";
}

/** The entries of a table; `more` gives what stands behind an option's help. */
export function optionEntries(
  table: OptionTable,
  more: (name: string, option: ValueOption<unknown> | Flag) => string =
    usualText,
): string {
  return Object.entries(table).map(([name, option]) => {
    const hint = takesValue(option) ? ` ${option.hint}` : "";
    return entry(`--${name}${hint}`, option.help + more(name, option));
  }).join("\n");
}

/**
 * The help of a command: how it is called, a line each, what it does, and
 * further paragraphs that are laid out already.
 */
export function helpText(
  calls: readonly string[],
  description: string,
  ...paragraphs: readonly string[]
): string {
  return [
    `Usage: uringlab ${calls.join("\n       uringlab ")}`,
    wrap(description).join("\n"),
    ...paragraphs,
  ].join("\n\n") + "\n";
}
