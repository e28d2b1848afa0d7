import { plural, threeDigits } from "../../base/number_text.ts";
import { fold, printable, WIDTH, wrap } from "../../base/terminal_text.ts";
import type { ThreadKind } from "../../host/threads.ts";
import { latencyQuantile } from "../../trace/capture/latency.ts";
import {
  completionsOf,
  cpusOf,
  type ProcessActivity,
} from "../../watch/activity.ts";
import { kicksOf, requestsOf } from "../../watch/figures.ts";
import type { TracerActivity, WatchInterval } from "../../watch/interval.ts";
import { operationName } from "../../watch/opcodes.ts";
import { deliveryLines, iowaitLines, tracerLines } from "./delivery_lines.ts";
import { cpusText, perCompletion, rateText, usText } from "./numbers.ts";
import { requestTable } from "./request_table.ts";
import { flagLines, ringTable } from "./ring_table.ts";

/** What is drawn over on a terminal leaves its last column free. */
const COLUMNS = WIDTH - 1;

/** How much of a process is told. */
export interface Extent {
  /** Rings and operations that have a line of their own, at most. */
  readonly rings: number;
  readonly requests: number;
  /** It is all that was seen, so that numbers are told beside rates. */
  readonly isWhole: boolean;
}

/** The busiest processes, in the order in which they were given, and the others. */
export function busiestProcesses(
  all: readonly ProcessActivity[],
  most: number,
): {
  readonly shown: readonly ProcessActivity[];
  readonly others: readonly ProcessActivity[];
} {
  const busiest = new Set(
    all.toSorted((a, b) => (completionsOf(b) ?? 0) - (completionsOf(a) ?? 0))
      .slice(0, most),
  );
  return {
    shown: all.filter((process) => busiest.has(process)),
    others: all.filter((process) => !busiest.has(process)),
  };
}

/** "4080 processes more, with 8160 completions"; "" of none. */
export function othersText(others: readonly ProcessActivity[]): string {
  if (others.length === 0) return "";
  const completions = others.reduce(
    (sum, process) => sum + (completionsOf(process) ?? 0),
    0,
  );
  return `${plural(others.length, "process")} more, with ` +
    plural(completions, "completion");
}

function perCompletionText(activity: ProcessActivity): string {
  const completions = completionsOf(activity);
  if (!completions || activity.looks === 0) return "";
  const rate = completions / activity.seconds;
  const cpu = (cpusOf(activity) ?? 0) / rate * 1e6;
  const sleeps = activity.sleeps / activity.lookedSeconds / rate;
  return `; ${threeDigits(cpu)} us of CPU time and ` +
    `${sleeps.toFixed(2)} sleeps per completion`;
}

function headText(activity: ProcessActivity, isWhole: boolean): string {
  const { pid, name, threads, looks } = activity;
  const completions = completionsOf(activity);
  const count = isWhole && completions !== undefined
    ? `, ${plural(completions, "completion")}`
    : "";
  const whose = `${printable(name)} (PID ${pid})${count}`;
  if (looks === 0) return `${whose}: it ended before it was looked at`;
  const cpus = (kind: ThreadKind) => cpusText(activity, kind);
  const parts = [
    `${plural(threads.user, "thread")} ${cpus("user")} CPU`,
    threads.sq > 0 && `SQ ${cpus("sq")}`,
    threads.wq > 0 && `io-wq ${threads.wq} x, ${cpus("wq")}`,
  ].filter((part) => part !== false);
  return `${whose}: ${parts.join(", ")}${perCompletionText(activity)}`;
}

function folded(lines: readonly string[]): string {
  return lines.map((line) => `${fold(printable(line), COLUMNS)}\n`).join("");
}

/**
 * One process: what its threads took, its operations and rings, and how
 * completions came to it; at 80 columns.
 */
export function processText(
  activity: ProcessActivity,
  { rings, requests, isWhole }: Extent,
): string {
  const all = requestsOf(activity);
  const shown = all.slice(0, requests);
  const more = all.length - shown.length;
  return [
    `${wrap(headText(activity, isWhole), COLUMNS).join("\n")}\n`,
    ...shown.length > 0 ? [requestTable(shown, activity.seconds)] : [],
    ...more > 0 ? [`${plural(more, "operation")} more, of fewer\n`] : [],
    ringTable(activity, rings),
    folded([
      ...flagLines(activity.rings),
      ...deliveryLines(activity),
      ...iowaitLines(activity),
    ]),
  ].join("");
}

/** What watching cost; nothing where nothing was traced. */
export function tracerText(
  tracer: TracerActivity | undefined,
  seconds: number,
): string {
  return tracer ? folded(tracerLines(tracer, seconds)) : "";
}

/**
 * A process in a line: "12s fio 7: 102458/s, READ p50 8.10 p99 20.3 us, kicks
 * 0.00, CPU 0.98".
 */
export function processLine(
  activity: ProcessActivity,
  { at }: Pick<WatchInterval, "at">,
): string {
  const { pid, name, seconds } = activity;
  const completions = completionsOf(activity);
  const [request] = requestsOf(activity);
  const quantile = (p: number) =>
    usText(request && latencyQuantile(request.latency, p));
  const kicks = kicksOf(activity);
  const parts = [
    `${rateText(completions, seconds)}/s`,
    request && `${operationName(request.opcode)} p50 ${quantile(0.5)} p99 ` +
      `${quantile(0.99)} us`,
    kicks && `kicks ${perCompletion(kicks.count, completions)}`,
    `CPU ${cpusText(activity)}`,
  ].filter((part) => part !== undefined);
  return `${Math.round(at)}s ${printable(name)} ${pid}: ${parts.join(", ")}\n`;
}
