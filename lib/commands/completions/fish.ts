import { namesOf } from "../../options/names.ts";
import type { Command } from "../base/command.ts";
import {
  type CompletedOption,
  type Completion,
  completionsOf,
  PROGRAM_OPTIONS,
  type Wanted,
} from "./words.ts";

/** A text between single quotes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

function action(wanted: Wanted): string {
  switch (wanted.kind) {
    case "choices":
      return `-x -a ${quoted(wanted.values.join(" "))}`;
    case "list":
      return `-x -a ${quoted(`(__fish_append , ${wanted.values.join(" ")})`)}`;
    case "files":
      return "-r -F";
    case "directories":
      return "-x -a '(__fish_complete_directories)'";
    case "any":
      return "-x";
  }
}

function optionLine(
  { name, help, value }: CompletedOption,
  condition: string,
): string {
  const flag = name.startsWith("--")
    ? `-l ${name.slice(2)}`
    : `-s ${name.slice(1)}`;
  return `complete -c uringlab -n ${quoted(condition)} ${flag} ` +
    (value ? `${action(value)} ` : "") + `-d ${quoted(help)}`;
}

function commandLines({ names, options, operands }: Completion): string[] {
  const condition = `__fish_seen_subcommand_from ${names.join(" ")}`;
  const behind = operands === undefined ? [] : [
    `complete -c uringlab -n ${quoted(condition)} ` +
    (operands.kind === "files" ? "-F" : action(operands).replace("-x", "-f")),
  ];
  return [...options.map((one) => optionLine(one, condition)), ...behind];
}

/** The script that fish completes uringlab's words with. */
export function fishCompletions(commands: readonly Command[]): string {
  const first = commands.flatMap((command) =>
    namesOf(command).map((name) =>
      `complete -c uringlab -n __fish_use_subcommand -a ${name} ` +
      `-d ${quoted(command.summary)}`
    )
  );
  return [
    "# fish completion for uringlab, made by `uringlab completions fish`",
    "",
    "complete -c uringlab -f",
    ...PROGRAM_OPTIONS.map((one) => optionLine(one, "__fish_use_subcommand")),
    ...first,
    ...completionsOf(commands).flatMap(commandLines),
  ].join("\n") + "\n";
}
