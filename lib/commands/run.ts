import { UsageError } from "../base/errors.ts";
import { PROGRAM } from "../base/program.ts";
import type { Experiment } from "../model/experiment.ts";
import { isOption } from "../options/arguments.ts";
import { HELP, parseTable } from "../options/option_table.ts";
import { EXPERIMENT_OPTIONS } from "../options/experiment_options.ts";
import { type Command, command } from "./base/command.ts";
import { experimentCommand } from "./experiment.ts";

interface Given {
  readonly file: string;
  /** The words behind the file. */
  readonly rest: readonly string[];
  readonly help?: boolean;
}

/**
 * The file comes first: a run that is resumed reads its options behind it.
 * Throws {@linkcode UsageError}.
 */
function parse(args: readonly string[]): Given {
  const [file = "", ...rest] = args;
  if (file !== "" && !isOption(file)) return { file, rest };
  const { options } = parseTable(args, EXPERIMENT_OPTIONS, "file");
  if (options.help) return { file, rest, help: true };
  throw new UsageError(
    `run: name a file; \`${PROGRAM} list --json exp7\` prints one to start with`,
  );
}

async function experimentIn(file: string): Promise<Experiment> {
  const { readExperiment } = await import("../files/experiment_file.ts");
  return readExperiment(file);
}

/** Runs the experiment of a user's own file. */
export const run: Command = command({
  name: "run",
  summary: "run an experiment of your own, as list --json prints them",
  usage: "FILE.json [OPTION...]",
  description:
    "Runs the experiment in a file. `uringlab list --json exp7` prints one " +
    "to start with: its question, its parameters, what it compares and its " +
    "charts; what a file leaves out is as in a loop of fio with one worker. " +
    "Options stand behind the file and are those of every experiment: " +
    "`uringlab run FILE.json --help` lists them with the file's own defaults.",
  options: { help: HELP },
  operands: "files",
  completes: EXPERIMENT_OPTIONS,
  examples: [
    { words: "list --json exp7 > mine.json", does: "one to start with" },
    { words: "run mine.json --dry-run", does: "what it would measure" },
    { words: "run mine.json --help", does: "its options and defaults" },
  ],
  parse,
  async execute({ file, rest }, process) {
    const experiment = await experimentIn(file);
    return await experimentCommand(experiment, [`run ${file}`])
      .run(rest, process);
  },
});
