import { UsageError } from "../base/errors.ts";
import { printable } from "../base/terminal_text.ts";
import type { Process } from "../process/process.ts";
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

/** Jobs of fio are known by the end of their file's name. */
function isFioJob(file: string): boolean {
  return /\.(fio|job|ini)$/.test(file);
}

/** The modes that a job is compared in, unless it says which it has. */
const JOB_MODES = ["default", "coop", "defer"];

/** Runs a job of fio's: what maps is measured, and the rest is named. */
async function runJob(
  file: string,
  rest: readonly string[],
  process: Process,
): Promise<number> {
  const { parseExperimentValue, readText } = await import(
    "../files/experiment_file.ts"
  );
  const { parseFioJob } = await import("../options/fio_job.ts");
  const { options } = parseTable(rest, EXPERIMENT_OPTIONS);
  const section = typeof options.section === "string"
    ? options.section
    : undefined;
  const job = parseFioJob(readText(file), file, section);
  const stem = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  const experiment = parseExperimentValue({
    name: stem.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|-+$/g, "") ||
      "job",
    summary: `job ${job.name} of ${printable(stem)}`,
    question: `Which mode suits the job ${printable(job.name)}? Reads as ` +
      "the job has them; what of it does not map is named before the run.",
    axes: job.hasMode ? {} : { mode: JOB_MODES },
  }, file);
  if (!options.help) {
    for (const note of job.notes) process.status.say(`${file}: ${note}`);
  }
  // What is typed counts, and not what the file says of the same.
  const typed = { ...options };
  const words = job.words.filter((word) => {
    const name = word.slice(2).replace(/=.*/, "");
    const isMode = name === "hipri" || name === "sqthread-poll";
    return typed[name] === undefined && !(isMode && typed.mode !== undefined);
  });
  return await experimentCommand(experiment, [`run ${file}`], true)
    .run([...words, ...rest], process);
}

/** Runs the experiment of a user's own file. */
export const run: Command = command({
  name: "run",
  summary: "run an experiment of your own, or a job file of fio's",
  usage: "FILE [OPTION...]",
  description:
    "Runs the experiment in a file. `uringlab list --json exp7` prints one " +
    "to start with: its question, its parameters, what it compares and its " +
    "charts; what a file leaves out is as in a loop of fio with one worker. " +
    "Options stand behind the file and are those of every experiment: " +
    "`uringlab run FILE.json --help` lists them with the file's own defaults. " +
    "Of a job file of fio's (FILE.fio, .job or .ini) the job that reads is " +
    "measured in three modes, and each line that does not map is named.",
  options: { help: HELP },
  operands: "files",
  completes: EXPERIMENT_OPTIONS,
  examples: [
    { words: "list --json exp7 > mine.json", does: "one to start with" },
    { words: "run mine.json --dry-run", does: "what it would measure" },
    { words: "run job.fio --dry-run", does: "a job of fio's" },
  ],
  parse,
  async execute({ file, rest }, process) {
    if (isFioJob(file)) return await runJob(file, rest, process);
    const experiment = await experimentIn(file);
    return await experimentCommand(experiment, [`run ${file}`])
      .run(rest, process);
  },
});
