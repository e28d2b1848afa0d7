import { UsageError } from "../base/errors.ts";
import { EXPORT_FORMATS } from "../export/exported_text.ts";
import { type Experiment, PRESET_NAMES } from "../model/experiment.ts";
import { type OptionName, optionName } from "../model/parameters/names.ts";
import {
  type NamesIn,
  namesIn,
  PARAMETER_NAMES,
  type ParameterName,
  type Params,
} from "../model/parameters/params.ts";
import { MAX_SECONDS, PARAMETERS } from "../model/parameters/table.ts";
import { DRAIN_TIMEOUT } from "../run/executor.ts";
import { parseArguments } from "./arguments.ts";
import { FIO_MODE_OPTIONS, FIO_MODES, FIO_WORDS } from "./fio_words.ts";
import {
  flag,
  HELP,
  knownOptions,
  option,
  type OptionTable,
  type ValueOption,
} from "./option_table.ts";
import { parameterOption, parameterOptions } from "./parameter_options.ts";
import {
  cpuList,
  integer,
  oneOf,
  percent,
  regex,
  seconds,
  text,
} from "./values.ts";

/** How often every cell is traced: the fewest runs that have an interval. */
export const TRACE_BLOCKS = 3;
/** Seconds for which a cell is watched each time. */
export const TRACE_RUNTIME = 0.25;

/** Options that take a value and set no parameter, as `--help` has them. */
const OWN_OPTIONS = {
  "interrupt-cpus": option(
    "LIST",
    "CPUs to measure as interrupt cores; default: as many of the target's",
    cpuList,
  ),
  preset: option(
    PRESET_NAMES.join("|"),
    "how long and how often",
    oneOf(PRESET_NAMES),
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
    `with --trace, length of each of a cell's ${TRACE_BLOCKS} traced runs`,
    seconds(0.01, MAX_SECONDS),
  ),
  "trace-stacks": option(
    "sampled|all",
    "with --trace, which stacks are kept: of frequent classes one in 16, or " +
      "every one, which slows more",
    oneOf(["sampled", "all"] as const),
  ),
  "drain-timeout": option(
    "TIME",
    "how long reads may take to come back before their cell is given up; " +
      `default: ${DRAIN_TIMEOUT}s`,
    seconds(0.01, MAX_SECONDS),
  ),
  filter: option(
    "REGEX",
    "only cells whose names match, as --dry-run prints them: " +
      "iodepth:(8|16)/",
    regex,
  ),
  section: option(
    "NAME",
    "with run FILE.fio, the job of several that read",
    text,
  ),
  resume: option("DIR", "finish the run whose results are there", text),
  out: option("DIR", "results; default: results/EXPERIMENT-TIME", text),
  export: option(
    EXPORT_FORMATS.join("|"),
    "print that in place of the tables: a row or an object per cell, the " +
      "report, or what tools read that read fio's JSON",
    oneOf(EXPORT_FORMATS),
  ),
} as const;

const {
  preset,
  "interrupt-cpus": interruptCpus,
  repeats,
  order,
  precision,
  "max-time": maxTime,
  seed,
  "trace-runtime": traceRuntime,
  "trace-stacks": traceStacks,
  filter,
  ...otherOptions
} = OWN_OPTIONS;

/** The options of an experiment that take a value, grouped as in `--help`. */
export const OPTION_GROUPS: {
  readonly [title: string]: { readonly [name: string]: ValueOption<unknown> };
} = {
  "What is compared": { ...parameterOptions("compared"), filter },
  "The load": parameterOptions("load"),
  "What is read, and on which CPUs": {
    ...parameterOptions("target"),
    // It also comes with its group below; here it keeps its place before
    // --interrupt-cpus.
    cpus: parameterOption("cpus"),
    "interrupt-cpus": interruptCpus,
    ...parameterOptions("cpus"),
  },
  "How long and how often": {
    preset,
    ...parameterOptions("run"),
    repeats,
    order,
    precision,
    "max-time": maxTime,
    seed,
  },
  "Tracing": {
    "trace-runtime": traceRuntime,
    "trace-stacks": traceStacks,
  },
  "fio's words, taken as what they are": { ...FIO_WORDS, ...FIO_MODE_OPTIONS },
  "The run and its results": otherOptions,
};

/** The help of the parameters whose options take no value. */
const FLAG_PARAMETERS = Object.fromEntries(
  namesIn(["flag"]).map((name) => [optionName(name), PARAMETERS[name].help]),
) as { readonly [K in NamesIn<"flag"> as OptionName<K>]: string };

/** Options without a value. */
export const FLAGS = {
  trace: `then trace every cell, ${TRACE_BLOCKS} times, and explain it`,
  "no-trace": "do not, in an experiment that does so by itself",
  "no-published": "leave what others published out of the charts",
  aa: "compare the baseline with itself: what differs then is noise; " +
    "exit status 1 where more does than by chance",
  ...FLAG_PARAMETERS,
  lean:
    "the cheapest loop: registered ring, target and buffers, no SQ array, " +
    "one time per look, batches of half of --iodepth and 32 at most",
  "allow-slow-clock": "time with a clock that is a system call to read",
  json: "print what was found as data: the same as --export json",
  "dry-run": "print the cells and the expected time, run nothing",
  help: HELP.help,
} as const;

/** Flags that stand among the options of a group; the others are in the last. */
const FLAG_PLACES: { readonly [K in keyof typeof FLAGS]?: string } = {
  lean: "The load",
  verify: "What is read, and on which CPUs",
  aa: "How long and how often",
  trace: "Tracing",
  "no-trace": "Tracing",
};

/** The parameters that were given, each a list of values. */
export type GivenParameters = {
  readonly [K in ParameterName]?: readonly Params[K][];
};

type Own = typeof OWN_OPTIONS;

/** The options that were given. */
export type Options =
  & { [K in keyof Own]?: ReturnType<Own[K]["read"]> }
  & {
    [K in NamesIn<"target" | "cpus" | "run"> as OptionName<K>]?: Params[K];
  }
  & { [K in keyof typeof FLAGS]?: boolean }
  & { parameters: GivenParameters };

const VALUE_OPTIONS: Record<string, ValueOption<unknown>> = Object.assign(
  {},
  ...Object.values(OPTION_GROUPS),
);

/** The same as options. */
export const FLAG_OPTIONS: OptionTable = Object.fromEntries(
  Object.entries(FLAGS).map(([name, help]) => [name, flag(help)]),
);

/** All options as `--help` groups them, by their titles. */
export const HELP_GROUPS: Readonly<Record<string, OptionTable>> = Object
  .fromEntries(
    Object.entries(OPTION_GROUPS).map(([title, options], at, groups) => {
      const isLast = at === groups.length - 1;
      const flags = Object.entries(FLAG_OPTIONS).filter(([name]) => {
        const place = FLAG_PLACES[name as keyof typeof FLAGS];
        return place === title || (isLast && place === undefined);
      });
      return [title, { ...options, ...Object.fromEntries(flags) }];
    }),
  );

/** The ten options that `-h` shows: those that most runs have use for. */
export const ESSENTIAL = [
  "iodepth",
  "mode",
  "workers",
  "load",
  "filename",
  "cpus",
  "preset",
  "trace",
  "dry-run",
  "out",
] as const;

/** All options of an experiment by their names. */
export const EXPERIMENT_OPTIONS: OptionTable = {
  ...VALUE_OPTIONS,
  ...FLAG_OPTIONS,
};

function isFioMode(name: string): name is keyof typeof FIO_MODES {
  return name in FIO_MODES;
}

/** Sets the mode that an option of fio's asks for, unless another one does. */
function chooseMode(
  parameters: Record<string, unknown>,
  name: keyof typeof FIO_MODES,
  given: ReadonlyMap<string, string>,
): void {
  const others = ["mode", ...Object.keys(FIO_MODES)]
    .filter((other) => other !== name && given.has(other));
  if (others.length > 0) {
    throw new UsageError(
      `--${name} is --mode ${FIO_MODES[name]}: leave out --${others[0]}`,
    );
  }
  parameters.mode = [FIO_MODES[name]];
}

/**
 * Throws {@linkcode UsageError} where connections are counted that have several
 * messages each: it is these that --iodepth counts, by whichever name.
 */
function checkConnections(
  args: readonly string[],
  pipelines: readonly number[] | undefined,
): void {
  const counted = args.some((word) => /^--connections(=|$)/.test(word));
  if (counted && pipelines?.some((pipeline) => pipeline > 1)) {
    throw new UsageError(
      "--connections: with --pipeline say --iodepth, the messages under way " +
        "on all connections: 4 connections of 8 are --iodepth 32 --pipeline 8",
    );
  }
}

/**
 * Reads the options of an experiment; those of `usual` hold unless they are
 * given or a run is resumed. Throws {@linkcode UsageError} for what is unknown,
 * given twice, without a value or out of range.
 */
export function parseOptions(
  args: readonly string[],
  usual: Experiment["options"] = {},
): Options {
  const { values: given, flags } = parseArguments(
    args,
    knownOptions(EXPERIMENT_OPTIONS),
  );
  const values = new Map([
    ...given.has("resume") ? [] : Object.entries(usual),
    ...given,
  ]);
  const options: Record<string, unknown> = {};
  const parameters: Record<string, unknown> = {};
  for (const flag of flags) options[flag] = true;
  for (const [name, text] of values) {
    const value = VALUE_OPTIONS[name]?.read(text, name);
    if (name in FIO_WORDS) continue;
    if (isFioMode(name)) {
      if (value === true) chooseMode(parameters, name, values);
      continue;
    }
    const parameter = PARAMETER_NAMES.find((p) => optionName(p) === name);
    if (parameter) parameters[parameter] = value;
    else options[name] = value;
  }
  const read = { ...options, parameters } as Options;
  checkConnections(args, read.parameters.pipeline);
  return read;
}
