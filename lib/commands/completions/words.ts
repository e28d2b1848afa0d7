/** What a shell may complete, taken from the tables of the commands. */

import type { OptionTable } from "../../options/option_table.ts";
import { TELLING_OPTIONS } from "../../options/program_options.ts";
import { takesValue } from "../../options/option_table.ts";
import { namesOf } from "../../options/names.ts";
import type { Command, Completed } from "../base/command.ts";
import { TOPICS } from "../help/topics.ts";

/** What stands behind an option, or where an operand does. */
export type Wanted =
  | { readonly kind: "choices"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly values: readonly string[] }
  | { readonly kind: "files" | "directories" | "any" };

/** An option as a shell completes it. */
export interface CompletedOption {
  /** "--mode", or "-h". */
  readonly name: string;
  readonly help: string;
  /** Undefined where it takes no value. */
  readonly value: Wanted | undefined;
}

/** Commands that take the same words. */
export interface Completion {
  /** All names of the commands. */
  readonly names: readonly string[];
  readonly options: readonly CompletedOption[];
  readonly operands: Wanted | undefined;
}

/** Letters of a description beside a word. */
const MOST = 60;

/** What a help says first, short enough to stand beside a word. */
function brief(help: string): string {
  const [first = ""] = help.split(/[;:(]/);
  if (first.length <= MOST) return first.trim();
  return `${first.slice(0, MOST).replace(/\s+\S*$/, "")} ...`;
}

/** By what stands behind the name of an option in the help. */
function wantedOf(
  hint: string,
  choices: readonly string[] | undefined,
): Wanted {
  if (choices) {
    const isOne = hint.includes("|") && hint !== "off|on";
    return { kind: isOne ? "choices" : "list", values: choices };
  }
  if (hint === "PATH" || hint === "FILE") return { kind: "files" };
  if (hint === "DIR") return { kind: "directories" };
  if (/^[a-z]+(\|[a-z]+)+$/.test(hint)) {
    return { kind: "choices", values: hint.split("|") };
  }
  return { kind: "any" };
}

function optionsOf(table: OptionTable): CompletedOption[] {
  return Object.entries(table).flatMap(([name, option]): CompletedOption[] => {
    const help = brief(option.help);
    if (!takesValue(option)) {
      return [{ name: `--${name}`, help, value: undefined }];
    }
    const value = wantedOf(option.hint, option.choices);
    const names = option.alias === undefined ? [name] : [name, option.alias];
    return names.map((one) => ({ name: `--${one}`, help, value }));
  });
}

/** `--quiet` and its like, which are every command's. */
const TELLING: readonly CompletedOption[] = TELLING_OPTIONS.map((
  { name, help },
) => ({ name, help: brief(help), value: undefined }));

/** `-h`, which every command has. */
const SHORT_HELP: CompletedOption = {
  name: "-h",
  help: "print what matters most",
  value: undefined,
};

function operandsOf(
  completed: Completed | undefined,
  commands: readonly Command[],
): Wanted | undefined {
  switch (completed) {
    case undefined:
      return undefined;
    case "files":
    case "directories":
      return { kind: completed };
    case "commands":
      return {
        kind: "choices",
        values: [
          ...new Set([
            ...commands.flatMap(namesOf),
            ...TOPICS.map(({ name }) => name),
          ]),
        ],
      };
    default:
      return { kind: "choices", values: completed };
  }
}

/** What may follow each command; those with the same table are together. */
export function completionsOf(commands: readonly Command[]): Completion[] {
  const alike = Map.groupBy(
    commands,
    ({ completes, options, operands }) =>
      JSON.stringify([
        Object.keys(completes ?? options),
        operands ?? null,
      ]),
  );
  return [...alike.values()].map((group) => {
    const [{ completes, options, operands }] = group as [Command];
    return {
      names: group.flatMap(namesOf),
      options: [...optionsOf(completes ?? options), ...TELLING, SHORT_HELP],
      operands: operandsOf(operands, commands),
    };
  });
}

/** Options in place of a command. */
export const PROGRAM_OPTIONS: readonly CompletedOption[] = [
  { ...SHORT_HELP, help: "print what matters most of the help" },
  { name: "--help", help: "print the help", value: undefined },
  { name: "--version", help: "print the version", value: undefined },
  ...TELLING,
];
