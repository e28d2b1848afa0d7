import { UsageError } from "../../base/errors.ts";
import {
  flag,
  HELP,
  option,
  parseTable,
  usually,
} from "../../options/option_table.ts";
import {
  cpuList,
  integer,
  oneOf,
  seconds,
  text,
} from "../../options/values.ts";

/** The options of `uringlab bench`. */
export interface BenchOptions {
  readonly cpu: number;
  readonly pairs: number;
  /** Seconds of each measurement. */
  readonly runtime: number;
  readonly tIoUring: string | undefined;
  /** A shell command that traces this process, to be compared with our tracer. */
  readonly beside: string | undefined;
  /** Another checkout, which is all that this one is then compared with. */
  readonly against: string | undefined;
  /** Which parts to run. */
  readonly parts: readonly BenchPart[];
  readonly json: boolean;
  readonly help: boolean;
}

/** The parts of the benchmark, in order. */
export const BENCH_PARTS = [
  "tools",
  "options",
  "scaling",
  "program",
  "trace",
  "trace-modes",
  "watch",
  "echo",
] as const;

/** The name of a part. */
export type BenchPart = typeof BENCH_PARTS[number];

/** The options as they are given and explained. */
export const BENCH_OPTIONS = {
  cpus: usually("0", option("N", "the CPU to measure", cpuList)),
  pairs: usually(
    "5",
    option("N", "measurements of each side of a comparison", integer(1, 1000)),
  ),
  runtime: usually(
    "1s",
    option(
      "TIME",
      "of each; of echo, of all loops together",
      seconds(0.1, 3600),
    ),
  ),
  "t-io-uring": option("PATH", "fio's t/io_uring, to be compared with", text),
  beside: option(
    "COMMAND",
    "with --part trace or trace-modes, a shell command that traces process $URINGLAB_PID, " +
      'prints "attached" when it does and ends on SIGINT; compared too',
    text,
  ),
  against: option(
    "DIR",
    "only this build against that in another checkout, in pairs of runs",
    text,
  ),
  part: option(
    "NAME",
    `only this: ${BENCH_PARTS.join(", ")}`,
    oneOf(BENCH_PARTS),
  ),
  json: flag("print what was found as data, at the end"),
  help: HELP,
};

/** Reads the options. Throws {@linkcode UsageError}. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { cpus, part, beside, against, "t-io-uring": tIoUring, ...others } =
    parseTable(args, BENCH_OPTIONS).options;
  if (against !== undefined && (part ?? tIoUring ?? beside) !== undefined) {
    throw new UsageError(
      "--against is alone: without --part, --t-io-uring and --beside",
    );
  }
  return {
    ...others,
    cpu: cpus[0] ?? 0,
    tIoUring,
    beside,
    against,
    parts: part === undefined ? BENCH_PARTS : [part],
  };
}
