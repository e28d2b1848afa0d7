/** What a command line of fio says of its load, where it can only be so here. */

import { UsageError } from "../base/errors.ts";
import type { ModeName } from "../model/parameters/modes.ts";
import { option, type ValueOption } from "./option_table.ts";
import { onOff, type Reader, text } from "./values.ts";

const ioUring: Reader<"io_uring"> = (value, name) => {
  if (value === "io_uring") return value;
  throw new UsageError(
    `--${name}: "${value}" is not measured: uringlab is about io_uring`,
  );
};

/** A yes that is always so; `why` says what "no" would mean. */
function always(why: string): Reader<true> {
  return (value, name) => {
    if (onOff(value, name)) return true;
    throw new UsageError(`--${name}: it cannot be off: ${why}`);
  };
}

function yes(help: string, why: string): ValueOption<true> {
  return { ...option("0|1", help, always(why)), bare: true };
}

/** The modes that fio has an option of its own for. */
export const FIO_MODES = {
  hipri: "iopoll",
  "sqthread-poll": "sqpoll",
} as const satisfies Record<string, ModeName>;

function mode(name: keyof typeof FIO_MODES): ValueOption<boolean> {
  return { ...option("0|1", `--mode ${FIO_MODES[name]}`, onOff), bare: true };
}

/** Options of fio that are taken as what they are, and change nothing. */
export const FIO_WORDS = {
  ioengine: option("io_uring", "the engine, which is no other", ioUring),
  direct: yes(
    "reads are O_DIRECT",
    "a buffered read is often a copy from memory, which completes at once",
  ),
  "group-reporting": yes(
    "all workers of a cell make one row",
    "a row is of all workers of its cell",
  ),
  "time-based": yes(
    "a cell ends with its --runtime",
    "a cell ends with its --runtime, or with --number-ios",
  ),
  thread: yes(
    "workers are threads",
    "workers are threads of one process",
  ),
  name: option("TEXT", "the name of a job, which is not used", text),
} as const;

/** Options of fio that choose a mode. */
export const FIO_MODE_OPTIONS = {
  hipri: mode("hipri"),
  "sqthread-poll": mode("sqthread-poll"),
} as const;
