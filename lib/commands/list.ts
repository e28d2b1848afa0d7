import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { Experiment } from "../model/experiment.ts";
import { flag, HELP, parseTable } from "../options/option_table.ts";
import { type Command, command } from "./base/command.ts";
import { isNamed, namesOf } from "../options/names.ts";

const OPTIONS = {
  json: flag(
    "print them as data: one experiment alone is what `uringlab run` takes",
  ),
  help: HELP,
};

function chosen(
  names: readonly string[],
  experiments: readonly Experiment[],
): readonly Experiment[] {
  if (names.length === 0) return experiments;
  return names.map((name) => {
    const found = experiments.find((one) => isNamed(one, name));
    if (found) return found;
    const known = experiments.flatMap(namesOf);
    throw new UsageError(
      `unknown experiment "${name}"` +
        suggestion(name, known, { elsewhere: "`uringlab list` has them all" }),
    );
  });
}

/** A line of an experiment, its names in columns that all of them fit into. */
function lines(some: readonly Experiment[], all: readonly Experiment[]) {
  const width = (texts: readonly string[]) =>
    Math.max(...texts.map((text) => text.length)) + 1;
  const names = width(all.map(({ name }) => name));
  const aliases = width(all.map(({ alias = "" }) => alias));
  return some.map(({ name, alias = "", summary }) =>
    `${name.padEnd(names)}${alias.padEnd(aliases)}${summary}\n`
  ).join("");
}

/** Lists the experiments. */
export function list(experiments: readonly Experiment[]): Command {
  return command({
    name: "list",
    summary: "list the experiments",
    usage: "[--json] [EXPERIMENT...]",
    description:
      "Lists the experiments, or those that are named: their names, of which " +
      "either does, and what they look into.",
    options: OPTIONS,
    operands: experiments.flatMap(namesOf),
    examples: [
      { words: "list", does: "all, a line each" },
      { words: "list --json exp7 > mine.json", does: "to be changed and run" },
    ],
    parse(args) {
      const { options, operands } = parseTable(args, OPTIONS, "name");
      return { ...options, names: operands };
    },
    execute({ json, names }, { print }) {
      const some = chosen(names, experiments);
      if (json) {
        // One alone is what `run` takes.
        const value = names.length === 1 ? some[0] : some;
        print(`${JSON.stringify(value, null, 2)}\n`, "data");
      } else print(lines(some, experiments));
      return Promise.resolve(0);
    },
  });
}
