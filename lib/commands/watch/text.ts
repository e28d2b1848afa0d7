import { percent, plural } from "../../base/number_text.ts";
import { duration, printable, wrap } from "../../base/terminal_text.ts";
import { textTable } from "../../report/tables/text_table.ts";
import {
  completionsOf,
  cpuOf,
  type ProcessActivity,
  type RingActivity,
} from "../../watch/activity.ts";
import { adviceOn, nothingToGain } from "../../watch/advice/advice.ts";

/** What a figure is where the kernel does not tell. */
const UNKNOWN = "?";

function rateText(count: number | undefined, seconds: number): string {
  return count === undefined ? UNKNOWN : `${Math.round(count / seconds)}`;
}

function sqText({ ring: { sqThread }, sqWork }: RingActivity): string {
  if (!sqThread) return "-";
  const work = sqWork.totalUs > 0
    ? ` ${percent(sqWork.workUs / sqWork.totalUs)}`
    : "";
  return `${sqThread.tid}${work}`;
}

/** More rings than that are told by their busiest. */
const MAX_RINGS = 12;

function ringTable({ rings, seconds }: ProcessActivity): string {
  const busiest = rings.toSorted((a, b) =>
    (b.completions ?? 0) - (a.completions ?? 0)
  ).slice(0, MAX_RINGS);
  const shown = rings.filter((ring) => busiest.includes(ring));
  const column = (head: string, value: (ring: RingActivity) => unknown) => ({
    head,
    words: false,
    value: (ring: RingActivity) => `${value(ring) ?? UNKNOWN}`,
  });
  const table = textTable(shown, [
    { ...column("ring", ({ ring }) => ring.fd), name: "ring" },
  ], [
    column("SQ", ({ ring }) => ring.sqEntries),
    column("CQ", ({ ring }) => ring.cqEntries),
    column("submitted/s", (one) => rateText(one.submissions, seconds)),
    column("completed/s", (one) => rateText(one.completions, seconds)),
    column("files", ({ ring }) => ring.files),
    column("buffers", ({ ring }) => ring.buffers),
    column("SQ thread, work", sqText),
  ]);
  return rings.length === shown.length
    ? table
    : `${table}${
      plural(rings.length - shown.length, "ring")
    } more, of fewer completions\n`;
}

function perCompletion(activity: ProcessActivity): string {
  const completions = completionsOf(activity);
  if (!completions) return "";
  const cpu = cpuOf(activity) / completions * 1e6;
  const sleeps = activity.sleeps / completions;
  const text = cpu < 100 ? cpu.toPrecision(3) : cpu.toFixed(0);
  return `; ${text} us of CPU time and ` +
    `${sleeps.toFixed(2)} sleeps per completion`;
}

/** One process: what its threads took, and a line for each of its rings. */
export function processText(activity: ProcessActivity): string {
  const { pid, name, cpuSeconds, threads, seconds } = activity;
  const share = (of: number) => (of / seconds).toFixed(2);
  const parts = [
    `${plural(threads.user, "thread")} ${share(cpuSeconds.user)} CPU`,
    threads.sq > 0 && `SQ ${share(cpuSeconds.sq)}`,
    threads.wq > 0 && `io-wq ${threads.wq} x, ${share(cpuSeconds.wq)}`,
  ].filter((part) => part !== false);
  const head = `${printable(name)} (PID ${pid}): ${parts.join(", ")}` +
    perCompletion(activity);
  return `${wrap(head).join("\n")}\n${ringTable(activity)}`;
}

/** What could be gained, or that nothing could. */
export function adviceText(activity: ProcessActivity): string {
  const advice = adviceOn(activity).map(({ text }) => text);
  const lines = advice.length > 0 ? advice : [nothingToGain(activity)];
  return lines.map((line) => `${wrap(`- ${line}`).join("\n  ")}\n`).join("");
}

/** All that was seen. */
export function summaryText(all: readonly ProcessActivity[]): string {
  const parts = all.map((one) => `${processText(one)}${adviceText(one)}`);
  const seconds = Math.max(...all.map((one) => one.seconds));
  return `over ${duration(seconds)}:\n\n${parts.join("\n")}`;
}
