/** Numbers as tables of what was watched have them. */

import { threeDigits } from "../../base/number_text.ts";
import { duration } from "../../base/terminal_text.ts";
import type { ThreadKind } from "../../host/threads.ts";
import { cpusOf, type ProcessActivity } from "../../watch/activity.ts";

/** What a figure is where the kernel does not tell. */
export const UNKNOWN = "?";

/** "1005", or "0.25" of what is rare. */
export function rateText(count: number | undefined, seconds: number): string {
  if (count === undefined) return UNKNOWN;
  const rate = count / seconds;
  return rate > 0 && rate < 10 ? rate.toPrecision(2) : `${Math.round(rate)}`;
}

/** "0.98": the CPUs that threads of these kinds took; of all if none is named. */
export function cpusText(
  activity: ProcessActivity,
  ...kinds: readonly ThreadKind[]
): string {
  return cpusOf(activity, ...kinds)?.toFixed(2) ?? UNKNOWN;
}

/** Nanoseconds as microseconds. */
export function usText(ns: number | undefined): string {
  return ns === undefined ? "-" : threeDigits(ns / 1e3);
}

/** Below this a time is told in parts of a second. */
const LONG_SECONDS = 10;

/** How long something was watched: "0.027s", "3.9s", "1m 18s". */
export function timeText(seconds: number): string {
  return seconds < LONG_SECONDS
    ? `${Number(seconds.toPrecision(2))}s`
    : duration(seconds);
}

/** "0.031", or "-" where nothing completed. */
export function perCompletion(
  count: number,
  completions: number | undefined,
): string {
  if (!completions) return "-";
  const each = count / completions;
  return each >= 0.1 || each === 0 ? each.toFixed(2) : each.toPrecision(2);
}
