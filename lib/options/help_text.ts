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

/** How much of a help is printed: by `-h` what matters, by `--help` all. */
export type HelpSize = "short" | "long";

/** A command line that is shown, and what it is good for. */
export interface Example {
  /** What stands behind the name of the program. */
  readonly words: string;
  readonly does: string;
}

/** Columns of the longest command line beside which its purpose stands. */
const EXAMPLE_INDENT = 46;

/** Examples under their head: a line each, and what it is good for. */
export function examplesText(examples: readonly Example[]): string {
  return ["Examples:"].concat(
    examples.map(({ words, does }) => {
      const line = `  uringlab ${words}`;
      const beside = `${line.padEnd(EXAMPLE_INDENT)}  # ${does}`;
      return line.length <= EXAMPLE_INDENT && beside.length <= WIDTH
        ? beside
        : `${line}\n${
          wrap(does, WIDTH - "      # ".length)
            .map((part) => `      # ${part}`).join("\n")
        }`;
    }),
  ).join("\n");
}

/** What `-h` says at its end. */
export function moreText(words: string, options: number): string {
  return wrap(
    `\`uringlab ${words} --help\` has all ${options} options, ` +
      `\`uringlab help\` the commands.`,
  ).join("\n");
}

/** Some entries of a table, in the order of their names. */
export function chosenOptions(
  table: OptionTable,
  names: readonly string[],
): OptionTable {
  return Object.fromEntries(
    names.flatMap((name) => {
      const entry = table[name];
      return entry ? [[name, entry]] : [];
    }),
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
