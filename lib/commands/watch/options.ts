import { UsageError } from "../../base/errors.ts";
import {
  flag,
  HELP,
  option,
  parseTable,
  usually,
} from "../../options/option_table.ts";
import { integer, seconds, text } from "../../options/values.ts";

/** Whose rings are watched. */
export type Watched =
  | { readonly pid: number }
  | { readonly name: string }
  | { readonly command: readonly [string, ...string[]] };

/** The options of `uringlab watch`. */
export interface WatchOptions {
  /** Nothing with `help`. */
  readonly watched?: Watched;
  /** 0: until it ends or an interrupt comes. */
  readonly seconds: number;
  /** Seconds between two looks. */
  readonly interval: number;
  readonly json: boolean;
  /** The results directory; usually one of its own in results/. */
  readonly out?: string;
  /** Where an experiment of what was seen is written. */
  readonly shape?: string;
  readonly help: boolean;
}

/** The largest number of a process (PID_MAX_LIMIT). */
const MAX_PID = 2 ** 22;
const USUAL_SECONDS = 10;

/** The options as they are given and explained. */
export const WATCH_OPTIONS = {
  pid: option(
    "N",
    "the process to watch, with its children",
    integer(1, MAX_PID),
  ),
  name: option("COMM", "every process of that name, as ps -C takes it", text),
  seconds: option(
    "TIME",
    `how long; 0: until it ends or Ctrl-C; default: ${USUAL_SECONDS}, of a ` +
      "command until it ends",
    seconds(0, 1e7),
  ),
  interval: usually(
    "1s",
    option("TIME", "between two looks", seconds(0.1, 3600)),
  ),
  json: flag("an object a line for every look, and one for all of them"),
  out: option("DIR", "results; default: results/watch-TIME", text),
  shape: option(
    "FILE",
    "write an experiment with what was seen there, which `run FILE` measures " +
      "in all modes",
    text,
  ),
  help: HELP,
};

/**
 * Reads the options; what is behind "--" is the command. Throws
 * {@linkcode UsageError}.
 */
export function parseWatchOptions(args: readonly string[]): WatchOptions {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const { pid, name, seconds, interval, json, out, shape, help } =
    parseTable(args.slice(0, end), WATCH_OPTIONS).options;
  const [program, ...words] = args.slice(end + 1);
  const given: Watched[] = [
    ...(pid === undefined ? [] : [{ pid }]),
    ...(name === undefined ? [] : [{ name }]),
    ...(program ? [{ command: [program, ...words] as const }] : []),
  ];
  const [watched] = given;
  if (!help && given.length !== 1) {
    throw new UsageError(
      "watch: name one of --pid N, --name COMM and -- COMMAND",
    );
  }
  const usual = program ? 0 : USUAL_SECONDS;
  return {
    ...(watched && { watched }),
    seconds: seconds ?? usual,
    interval,
    json,
    ...(out !== undefined && { out }),
    ...(shape !== undefined && { shape }),
    help,
  };
}
