import { PRESET_NAMES } from "../model/experiment.ts";
import { MODE_NAMES } from "../model/modes.ts";
import { parseArguments } from "./arguments.ts";
import {
  bytes,
  cpuList,
  integer,
  list,
  oneOf,
  onOff,
  type Reader,
  seconds,
  text,
} from "./values.ts";

/** An option that takes a value. */
interface ValueOption<T> {
  hint: string;
  help: string;
  read: Reader<T>;
  /** fio's name where it is another. */
  alias?: string;
}

function option<T>(
  hint: string,
  help: string,
  read: Reader<T>,
  alias?: string,
): ValueOption<T> {
  return { hint, help, read, ...(alias === undefined ? {} : { alias }) };
}

/** More workers than any machine has use for; a slip of the finger is. */
const MAX_WORKERS = 1024;
/** IORING_MAX_ENTRIES, io_uring/io_uring.c. */
const MAX_IODEPTH = 32768;
const MAX_SECONDS = 7 * 24 * 3600;

/** Seconds that a traced cell is watched. */
export const TRACE_RUNTIME = 1;

/** The options of an experiment that take a value, grouped as in `--help`. */
export const OPTION_GROUPS = {
  "What is compared": {
    iodepth: option(
      "LIST",
      "reads in flight per worker",
      list(integer(1, MAX_IODEPTH)),
    ),
    mode: option(
      "LIST",
      `ring modes, of ${MODE_NAMES.join(", ")}`,
      list(oneOf(MODE_NAMES)),
    ),
    busy: option("LIST", "without and with CPU hogs: off, on", list(onOff)),
  },
  "The load": {
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
    workers: option(
      "N",
      "threads with a ring of their own",
      integer(1, MAX_WORKERS),
      "numjobs",
    ),
    cpus: option(
      "LIST",
      "CPUs to measure; default: two non-interrupt cores of the target",
      cpuList,
      "cpus-allowed",
    ),
    "cpus-allowed-policy": option(
      "shared|split",
      "every worker on all CPUs, or on one each",
      oneOf(["shared", "split"] as const),
    ),
    "busy-per-cpu": option(
      "N",
      "hogs per CPU; default: as many as workers per CPU",
      integer(1, MAX_WORKERS),
    ),
    "iodepth-batch": option(
      "N",
      "SQEs per submit call, at most",
      integer(1, MAX_IODEPTH),
    ),
    "iodepth-batch-complete-min": option(
      "N",
      "CQEs that a reap waits for",
      integer(1, MAX_IODEPTH),
    ),
    "iodepth-batch-complete-max": option(
      "N",
      "CQEs that a reap takes at most; default: as many as it waits for",
      integer(1, MAX_IODEPTH),
    ),
    "submit-getevents": option(
      "on|off",
      "submit with IORING_ENTER_GETEVENTS, as fio does",
      onOff,
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
    seed: option("N", "of offsets and order", integer(0, 2 ** 32 - 1)),
    "trace-runtime": option(
      "TIME",
      "traced time per cell, with --trace",
      seconds(0.01, MAX_SECONDS),
    ),
    out: option("DIR", "results; default: results/EXPERIMENT-TIME", text),
  },
} as const;

/** Options without a value. */
export const FLAGS = {
  trace: "then run every cell once more under bpftrace and explain it",
  verify: "compare every sector read with its stamp (created targets only)",
  "allow-slow-clock": "time with a clock that is a system call to read",
  "dry-run": "print the cells and the expected time, run nothing",
  help: "print this",
} as const;

type Groups = typeof OPTION_GROUPS;
type Values =
  & Groups["What is compared"]
  & Groups["The load"]
  & Groups["The run"];

/** The options that were given. */
export type Options =
  & { [K in keyof Values]?: ReturnType<Values[K]["read"]> }
  & { [K in keyof typeof FLAGS]?: boolean };

const VALUE_OPTIONS: Record<string, ValueOption<unknown>> = Object.assign(
  {},
  ...Object.values(OPTION_GROUPS),
);

const ALIASES = Object.fromEntries(
  Object.entries(VALUE_OPTIONS).flatMap(([name, { alias }]) =>
    alias ? [[alias, name]] : []
  ),
);

/**
 * Reads the options of an experiment. Throws {@linkcode UsageError} for what
 * is unknown, given twice, without a value or out of range.
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, flags } = parseArguments(args, {
    values: Object.keys(VALUE_OPTIONS),
    flags: Object.keys(FLAGS),
    alias: { ...ALIASES, h: "help" },
  });
  const options: Record<string, unknown> = {};
  for (const flag of flags) options[flag] = true;
  for (const [name, text] of values) {
    options[name] = VALUE_OPTIONS[name]?.read(text, name);
  }
  return options as Options;
}
