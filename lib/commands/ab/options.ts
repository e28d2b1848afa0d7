import { UsageError } from "../../base/errors.ts";
import {
  flag,
  HELP,
  option,
  parseTable,
  type TableValues,
  usually,
} from "../../options/option_table.ts";
import {
  integer,
  list,
  oneOf,
  percent,
  type Reader,
  seconds,
  text,
} from "../../options/values.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
import type { Better } from "../../stats/verdict.ts";
import { type FailOn, failOn } from "../compare/fail_on.ts";
import { type Metric, metricByPath, metricByPattern } from "./metric.ts";
import { splitWords } from "./words.ts";

/** The options of `uringlab ab`. */
export interface AbOptions {
  /** The two commands as they were typed; those of `--aa` are equal. */
  readonly commands: readonly [a: string, b: string];
  readonly prepare?: string;
  /** Runs of each that are not timed, before all others. */
  readonly warmup: number;
  /** Pairs; where a precision is wanted, the fewest. */
  readonly runs: number;
  /** Half the interval that is wanted, in percent. */
  readonly precision?: number;
  /** Seconds after which no pair is begun for it. */
  readonly maxTime: number;
  /** A number that the commands print. */
  readonly metric?: Metric;
  /** Whether commands are a shell's, or words of their own. */
  readonly shell: boolean;
  readonly ignoreFailure: boolean;
  readonly aa: boolean;
  readonly failOn: readonly FailOn[];
  /** Whether each is run some times more, watched. */
  readonly watch: boolean;
  readonly exportJson?: string;
  readonly seed?: number;
  readonly help: boolean;
}

const DIRECTIONS = ["higher", "lower"] as const satisfies readonly Better[];
const MAX_SEED = 2 ** 31 - 1;

/** The name and what is behind the first "=". */
const named: Reader<readonly [name: string, text: string]> = (value, name) => {
  const [, what = "", how = ""] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
  if (what && how) return [what, how];
  throw new UsageError(
    `--${name}: "${value}" is not NAME=... such as ` +
      (name === "metric" ? "iops=IOPS=(\\d+)" : "iops=jobs[0].read.iops"),
  );
};

/** The options as they are given and explained. */
export const AB_OPTIONS = {
  a: option("COMMAND", "the one that the other is compared with", text),
  b: option("COMMAND", "the other", text),
  runs: usually("10", option("N", "timed runs of each", integer(1, 10_000))),
  warmup: usually(
    "0",
    option(
      "N",
      "runs of each before them that are not timed",
      integer(0, 1000),
    ),
  ),
  prepare: option(
    "COMMAND",
    "run before every run, and not timed (to drop caches, say)",
    text,
  ),
  precision: option(
    "PERCENT",
    "add runs until the 95 % interval of what is looked for is as narrow to " +
      "either side: of the number, or else of the wall time",
    percent(0.1, 50),
  ),
  "max-time": usually(
    "1h",
    option("TIME", "end of that, reached or not", seconds(1, 1e6)),
  ),
  metric: option(
    "NAME=REGEX",
    "also compare a number that the commands print: the first group of the " +
      "last match of a regular expression (or all of it)",
    named,
  ),
  "json-path": option(
    "NAME=PATH",
    "the same in JSON that they print: jobs[0].read.iops",
    named,
  ),
  better: usually(
    "higher",
    option(
      DIRECTIONS.join("|"),
      "which way that number is better",
      oneOf(DIRECTIONS),
    ),
  ),
  shell: usually(
    "sh",
    option("sh|none", "what runs the commands", oneOf(["sh", "none"])),
  ),
  "ignore-failure": flag("go on where a command fails"),
  aa: flag(
    "compare A with itself; exit status 1 where more differs than by " +
      "chance",
  ),
  watch: flag(
    "run each 3 times more, watched as by `uringlab watch`, and tell what " +
      "delivers its completions; timed runs are never watched",
  ),
  "fail-on": option(
    "LIST",
    "exit with status 1 when a whole 95 % interval lies beyond: slower:5%, " +
      "faster:5% or different:5%, as in compare; or when nothing has one",
    list(failOn),
  ),
  "export-json": option(
    "FILE",
    "write all runs there, as hyperfine does, with the comparisons",
    text,
  ),
  seed: option("N", "of the order; default: drawn", integer(0, MAX_SEED)),
  help: HELP,
};

type Given = TableValues<typeof AB_OPTIONS>;

function metricOf(
  { metric, "json-path": path, better }: Given,
): Metric | undefined {
  if (metric && path) {
    throw new UsageError("--metric and --json-path cannot both be given");
  }
  if (metric) return metricByPattern(...metric, better);
  return path && metricByPath(...path, better);
}

function commandsOf({ a, b, aa, help, shell }: Given): [string, string] {
  if (help) return ["", ""];
  if (aa && b !== undefined) {
    throw new UsageError("--aa compares --a with itself: leave out --b");
  }
  const other = aa ? a : b;
  if (a === undefined || other === undefined) {
    throw new UsageError("ab: name two commands, --a 'COMMAND' --b 'COMMAND'");
  }
  // Wrong quotes are found before anything is run.
  if (shell === "none") { for (const one of [a, other]) splitWords(one); }
  return [a, other];
}

/** Fewer runs tell nothing, and would be taken for equal commands. */
function checkRuns({ aa, help, runs, precision }: Given): void {
  if (!aa || help || precision !== undefined || runs >= MIN_BLOCKS) return;
  throw new UsageError(
    `--aa takes --runs ${MIN_BLOCKS} or more: fewer do not tell whether ` +
      "equal commands differ",
  );
}

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseAbOptions(args: readonly string[]): AbOptions {
  const given = parseTable(args, AB_OPTIONS).options;
  const metric = metricOf(given);
  checkRuns(given);
  const { prepare, precision, seed, "export-json": exportJson } = given;
  return {
    commands: commandsOf(given),
    warmup: given.warmup,
    runs: given.runs,
    maxTime: given["max-time"],
    shell: given.shell === "sh",
    ignoreFailure: given["ignore-failure"],
    aa: given.aa,
    watch: given.watch,
    failOn: given["fail-on"] ?? [],
    help: given.help,
    ...(prepare !== undefined && { prepare }),
    ...(precision !== undefined && { precision }),
    ...(metric && { metric }),
    ...(exportJson !== undefined && { exportJson }),
    ...(seed !== undefined && { seed }),
  };
}
