import { duration, WIDTH, wrap } from "../../base/terminal_text.ts";
import { timeText } from "../../report/watch/numbers.ts";
import {
  busiestProcesses,
  othersText,
  processLine,
  processText,
  tracerText,
} from "../../report/watch/process_text.ts";
import { completionsOf, type ProcessActivity } from "../../watch/activity.ts";
import type { WatchInterval } from "../../watch/interval.ts";
import { adviceOn, nothingToGain } from "../../watch/advice/advice.ts";

/** What fits a terminal of 24 rows, and what the end has room for. */
const SCREEN = { rings: 3, requests: 4, isWhole: false };
const SUMMARY = { rings: 12, requests: 64, isWhole: true };
/** A program may fork thousands, of which nobody reads. */
const MAX_PROCESSES = 16;

/** What could be gained, a text for each; or that nothing could. */
export function adviceTexts(activity: ProcessActivity): string[] {
  const advice = adviceOn(activity).map(({ text }) => text);
  return advice.length > 0 ? advice : [nothingToGain(activity)];
}

/** What could be gained, at 80 columns. */
export function adviceText(activity: ProcessActivity): string {
  return adviceTexts(activity)
    .map((text) => `- ${wrap(text, WIDTH - 2).join("\n  ")}\n`).join("");
}

/** The processes of an interval, the busiest first. */
export function byCompletions({ processes }: WatchInterval): ProcessActivity[] {
  return processes.toSorted((a, b) =>
    (completionsOf(b) ?? 0) - (completionsOf(a) ?? 0) || a.pid - b.pid
  );
}

/** A line for every process, for a pipe; of many for the busiest. */
export function intervalLines(interval: WatchInterval): string {
  const { shown, others } = busiestProcesses(interval.processes, MAX_PROCESSES);
  const rest = othersText(others);
  return shown.map((one) => processLine(one, interval)).join("") +
    (rest && `${Math.round(interval.at)}s ${rest}\n`);
}

/** A screen of the last interval: the busiest process first, and whole. */
export function screenText(interval: WatchInterval): string {
  const { at, seconds, tracer } = interval;
  const processes = byCompletions(interval);
  const some = processes.length > 1
    ? `${intervalLines({ ...interval, processes: processes.slice(0, 8) })}\n`
    : "";
  return `uringlab watch, ${duration(at)}; Ctrl-C ends it\n` +
    tracerText(tracer, seconds) + some +
    processes.slice(0, MAX_PROCESSES)
      .map((one) => processText(one, SCREEN)).join("\n");
}

/** All that was seen, with what could be gained. */
export function summaryText(
  { at, seconds, processes, tracer }: WatchInterval,
): string {
  const { shown, others } = busiestProcesses(processes, MAX_PROCESSES);
  const parts = shown.map((one) => processText(one, SUMMARY) + adviceText(one));
  const rest = othersText(others);
  const cost = tracerText(tracer, seconds);
  return `over ${timeText(at)}:\n\n${parts.join("\n")}` +
    (rest && `\n${rest}\n`) + (cost && `\n${cost}`);
}
