import {
  MODE_NAMES,
  MODES,
  modeSince,
  setupFlagNames,
} from "../../model/parameters/modes.ts";
import { WAIT_NAMES, WAITS } from "../../model/parameters/waits.ts";
import { HELP_GROUPS } from "../../options/experiment_options.ts";
import type { Example } from "../../options/help_text.ts";
import { namesOf } from "../../options/names.ts";
import { TELLING_OPTIONS } from "../../options/program_options.ts";
import {
  aliasText,
  type OptionTable,
  takesValue,
} from "../../options/option_table.ts";
import type { Command } from "../base/command.ts";
import { TERMS } from "../help/terms.ts";
import { list, literal, prose, words } from "./mdoc.ts";

/** What a page is made from. */
export interface ManPage {
  readonly experiments: readonly Command[];
  readonly others: readonly Command[];
  readonly version: string;
  /** Of the version. */
  readonly date: Date;
}

function dateText(date: Date): string {
  return date.toLocaleDateString("en-US", {
    timeZone: "UTC",
    year: "numeric",
    month: "long",
    day: "numeric",
  });
}

function optionList(table: OptionTable): string[] {
  return list(
    Object.entries(table).map(([name, option]) => {
      const value = takesValue(option) ? ` Ar ${words(option.hint)}` : "";
      const alias = takesValue(option) ? aliasText(option) : "";
      const usual = takesValue(option) && option.usual !== undefined
        ? ` [${option.usual}]`
        : "";
      return {
        head: `Fl Fl ${words(name)}${value}`,
        text: `${option.help}${alias}${usual}`,
      };
    }),
  );
}

function exampleLines(examples: readonly Example[]): string[] {
  return literal(examples.flatMap(({ words, does }, at) => [
    ...at > 0 ? [""] : [],
    `# ${does}`,
    `uringlab ${words}`,
  ]));
}

function commandSection(one: Command): string[] {
  return [
    `.Ss ${words("uringlab", one.name)}`,
    ...literal([`uringlab ${one.name} ${one.usage}`]),
    ...prose(one.description),
    ...optionList(one.options),
    ...exampleLines(one.examples),
  ];
}

function experimentText(one: Command): { head: string; text: string } {
  return {
    head: namesOf(one).map((name) => `Cm ${words(name)}`).join(" , "),
    text: one.description,
  };
}

/** Files and variables that are looked at or made. */
const FILES = [
  ["results/", "where results go without --out, below the current directory"],
  [
    "~/.cache/uringlab/",
    "the default target, made once; in $XDG_CACHE_HOME where that is set",
  ],
] as const;

const VARIABLES = [
  ["XDG_CACHE_HOME", "where the default target is kept"],
  ["HOME", "the same, in its .cache, where XDG_CACHE_HOME is not set"],
] as const;

/** The whole program as a page of mdoc(7). */
export function manPage(
  { experiments, others, version, date }: ManPage,
): string {
  const lines = [
    `.\\" Made by \`uringlab man\`, version ${version}: do not edit.`,
    `.Dd ${dateText(date)}`,
    ".Dt URINGLAB 1",
    ".Os",
    ".Sh NAME",
    ".Nm uringlab",
    ".Nd how io_uring completions reach a thread, and what it costs",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Ar experiment",
    ".Op Ar option ...",
    ".Nm",
    ".Ar command",
    ".Op Ar ...",
    ".Sh DESCRIPTION",
    ".Nm",
    "measures on this machine what the modes of",
    ".Xr io_uring 7",
    "do to throughput and latency, when they hurt, and which one to use.",
    "The load is reads with O_DIRECT, at random offsets unless",
    ".Fl Fl rw",
    "asks for another order, one ring for each thread, threads",
    "pinned to the cores that are asked about.",
    "A file or a disk that is named is only ever read.",
    "No setting of the system is changed.",
    ".Ss Experiments",
    ...list(experiments.map(experimentText)),
    ".Sh OPTIONS OF ALL",
    "They may stand anywhere; the last one counts.",
    ...list(TELLING_OPTIONS.map(({ name, short, help }) => ({
      head: `Fl ${words(short.slice(1))} , Fl ${words(name.slice(1))}`,
      text: `${help}.`,
    }))),
    ".Sh OPTIONS OF EXPERIMENTS",
    "Every parameter takes a list of values, which are then compared.",
    "The defaults are those of the experiment, which its",
    ".Fl Fl help",
    "has.",
    ...Object.entries(HELP_GROUPS).flatMap(([title, table]) => [
      `.Ss ${words(title)}`,
      ...optionList(table),
    ]),
    ".Sh MODES",
    ...list(MODE_NAMES.map((name) => ({
      head: `Cm ${words(name)}`,
      text: `${MODES[name].help} (${
        setupFlagNames(name).replaceAll("|", ", ")
      }; Linux ${modeSince(name, { registerfiles: false })})`,
    }))),
    ".Sh WAYS TO WAIT",
    ...list(WAIT_NAMES.map((name) => ({
      head: `Cm ${words(name)}`,
      text: WAITS[name].help,
    }))),
    ".Sh COMMANDS",
    ...others.flatMap(commandSection),
    ".Sh TERMS",
    ...list(TERMS.map(({ term, meaning }) => ({
      head: `Em ${words(term)}`,
      text: `${meaning}.`,
    }))),
    ".Sh ENVIRONMENT",
    ...list(VARIABLES.map(([name, text]) => ({ head: `Ev ${name}`, text }))),
    ".Sh FILES",
    ...list(FILES.map(([path, text]) => ({ head: `Pa ${words(path)}`, text }))),
    ".Sh EXIT STATUS",
    "Of all commands that say nothing else:",
    ...prose(experiments[0]?.exitStatus ?? ""),
    ".Sh EXAMPLES",
    ...exampleLines(experiments[0]?.examples ?? []),
    ".Sh SEE ALSO",
    ".Xr fio 1 ,",
    ".Xr io_uring_enter 2 ,",
    ".Xr io_uring_setup 2 ,",
    ".Xr io_uring 7",
  ];
  return `${lines.join("\n")}\n`;
}
