import { PRESET_NAMES } from "../model/experiment.ts";
import {
  type Domain,
  MAX_WORKERS,
  optionName,
  type Parameter,
  PARAMETER_NAMES,
  type ParameterName,
  PARAMETERS,
} from "../model/parameters/table.ts";
import type { Params } from "../model/parameters/params.ts";
import { DRAIN_TIMEOUT } from "../run/executor.ts";
import { parseArguments } from "./arguments.ts";
import {
  flag,
  knownOptions,
  option,
  type OptionTable,
  type ValueOption,
} from "./option_table.ts";
import {
  bytes,
  cpuList,
  integer,
  list,
  microseconds,
  oneOf,
  onOff,
  percent,
  type Reader,
  seconds,
  text,
} from "./values.ts";

const MAX_SECONDS = 7 * 24 * 3600;

/** Seconds that a traced cell is watched. */
export const TRACE_RUNTIME = 1;

function readerOf(domain: Domain): Reader<unknown> {
  switch (domain.kind) {
    case "choice":
      return oneOf(domain.values);
    case "boolean":
      return onOff;
    case "integer":
      return integer(domain.min, domain.max);
    case "microseconds":
      return microseconds(domain.min, domain.max);
  }
}

const HINTS = {
  choice: "LIST",
  boolean: "off|on",
  integer: "N[,N]",
  microseconds: "TIME[,TIME]",
} as const;

/** The options of some parameters; each takes a list, which is then compared. */
function parameterOptions(
  names: readonly ParameterName[],
): Record<string, ValueOption<readonly unknown[]>> {
  return Object.fromEntries(names.map((name) => {
    const { domain, help, ...rest }: Parameter = PARAMETERS[name];
    return [
      optionName(name),
      option(HINTS[domain.kind], help, list(readerOf(domain)), rest.alias),
    ];
  }));
}

/** The options of an experiment that take a value, grouped as in `--help`. */
export const OPTION_GROUPS = {
  "What is compared": parameterOptions([
    "iodepth",
    "mode",
    "busy",
    "core",
    "wait",
    "thinktime",
    "thinkGetevents",
  ]),
  "The load": {
    ...parameterOptions([
      "workers",
      "cpusAllowedPolicy",
      "numberIos",
      "iodepthBatch",
      "iodepthBatchCompleteMin",
      "iodepthBatchCompleteMax",
      "submitGetevents",
      "submitAndWait",
      "fixedbufs",
      "registerfiles",
      "registeredRingFd",
      "sqarray",
      "clockPerReap",
      "hugepages",
    ]),
    filename: option(
      "PATH",
      "file or block device to read; default: a file of random data, created once",
      text,
    ),
    size: option(
      "BYTES",
      "how much of it to read from its start; of the default file its size, 1g",
      bytes,
    ),
    bs: option("BYTES", "bytes per read; default: a logical block", bytes),
    cpus: option(
      "LIST",
      "CPUs to measure, where --core is a list its non-interrupt cores; " +
        "default: non-interrupt cores of the target, two at most",
      cpuList,
      "cpus-allowed",
    ),
    "interrupt-cpus": option(
      "LIST",
      "CPUs to measure as interrupt cores; default: as many of the target's",
      cpuList,
    ),
    "partner-cpus": option(
      "LIST",
      "CPUs of second threads, eventfd readers and SQ threads; default: one " +
        "that is not measured",
      cpuList,
      "sqthread-poll-cpu",
    ),
    "busy-per-cpu": option(
      "N",
      "hogs per CPU; default: as many as workers per CPU",
      integer(1, MAX_WORKERS),
    ),
  },
  "The run": {
    preset: option(
      PRESET_NAMES.join("|"),
      "how long and how often",
      oneOf(PRESET_NAMES),
    ),
    runtime: option(
      "TIME",
      "measured time per cell",
      seconds(0.01, MAX_SECONDS),
    ),
    "ramp-time": option(
      "TIME",
      "load before it that is not counted",
      seconds(0, MAX_SECONDS),
    ),
    repeats: option("N", "runs of every cell", integer(1, 1000)),
    order: option(
      "random|sequential",
      "of the cells inside a repetition",
      oneOf(["random", "sequential"] as const),
    ),
    precision: option(
      "PERCENT",
      "add repetitions until the 95 % interval of every comparison is as " +
        "narrow to either side",
      percent(0.1, 50),
    ),
    "max-time": option(
      "TIME",
      "end of that, reached or not; default: 1h",
      seconds(1, MAX_SECONDS),
    ),
    seed: option("N", "of offsets and order", integer(0, 2 ** 32 - 1)),
    "trace-runtime": option(
      "TIME",
      "traced time per cell, with --trace",
      seconds(0.01, MAX_SECONDS),
    ),
    "drain-timeout": option(
      "TIME",
      "how long reads may take to come back before their cell is given up; " +
        `default: ${DRAIN_TIMEOUT}s`,
      seconds(0.01, MAX_SECONDS),
    ),
    resume: option("DIR", "finish the run whose results are there", text),
    out: option("DIR", "results; default: results/EXPERIMENT-TIME", text),
  },
} as const;

/** Options without a value. */
export const FLAGS = {
  trace: "then run every cell once more under bpftrace and explain it",
  "no-trace": "do not, in an experiment that does so by itself",
  aa: "compare the baseline with itself: what differs then is noise",
  verify: PARAMETERS.verify.help,
  lean:
    "the cheapest loop: registered ring, target and buffers, no SQ array, " +
    "one time per look, batches of half of --iodepth and 32 at most",
  "allow-slow-clock": "time with a clock that is a system call to read",
  "dry-run": "print the cells and the expected time, run nothing",
  help: "print this",
} as const;

type Groups = typeof OPTION_GROUPS;
type Values =
  & Pick<
    Groups["The load"],
    | "filename"
    | "size"
    | "bs"
    | "cpus"
    | "interrupt-cpus"
    | "partner-cpus"
    | "busy-per-cpu"
  >
  & Groups["The run"];

/** The parameters that were given, each a list of values. */
export type GivenParameters = {
  readonly [K in ParameterName]?: readonly Params[K][];
};

/** The options that were given. */
export type Options =
  & { [K in keyof Values]?: ReturnType<Values[K]["read"]> }
  & { [K in keyof typeof FLAGS]?: boolean }
  & { parameters: GivenParameters };

const VALUE_OPTIONS: Record<string, ValueOption<unknown>> = Object.assign(
  {},
  ...Object.values(OPTION_GROUPS),
);

/** All options of an experiment by their names. */
export const EXPERIMENT_OPTIONS: OptionTable = {
  ...VALUE_OPTIONS,
  ...Object.fromEntries(
    Object.entries(FLAGS).map(([name, help]) => [name, flag(help)]),
  ),
};

/**
 * Reads the options of an experiment. Throws {@linkcode UsageError} for what
 * is unknown, given twice, without a value or out of range.
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, flags } = parseArguments(
    args,
    knownOptions(EXPERIMENT_OPTIONS),
  );
  const options: Record<string, unknown> = {};
  const parameters: Record<string, unknown> = {};
  for (const flag of flags) options[flag] = true;
  for (const [name, text] of values) {
    const value = VALUE_OPTIONS[name]?.read(text, name);
    const parameter = PARAMETER_NAMES.find((p) => optionName(p) === name);
    if (parameter) parameters[parameter] = value;
    else options[name] = value;
  }
  return { ...options, parameters } as Options;
}
