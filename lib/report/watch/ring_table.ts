import { percent, plural } from "../../base/number_text.ts";
import { setupFlagNamesIn } from "../../model/parameters/setup_flags.ts";
import {
  type ProcessActivity,
  type RingActivity,
  ringCompletions,
} from "../../watch/activity.ts";
import { type TextColumn, textTable } from "../tables/text_table.ts";
import { rateText, UNKNOWN } from "./numbers.ts";

/** "24230, 0.54, 18.9 %": the thread, its CPU, and how much of that was work. */
function sqText(
  { ring: { sqThread }, sqWork: { totalUs, workUs } }: RingActivity,
  seconds: number,
): string {
  if (!sqThread) return "-";
  const { tid } = sqThread;
  if (sqThread.totalUs === undefined) return `${tid}`;
  const cpu = (totalUs / 1e6 / seconds).toFixed(2);
  return totalUs > 0
    ? `${tid}, ${cpu}, ${percent(workUs / totalUs)}`
    : `${tid}, ${cpu}`;
}

function submissionsOf({ traced, submissions, requestsUnseen }: RingActivity) {
  return traced && !requestsUnseen
    ? traced.requests.reduce((sum, { submitted }) => sum + submitted, 0)
    : submissions;
}

/** The columns; a page has the same as a terminal. */
export function ringColumns(
  { seconds, lookedSeconds }: Pick<
    ProcessActivity,
    "seconds" | "lookedSeconds"
  >,
): TextColumn<RingActivity>[] {
  const column = (
    head: string,
    value: (ring: RingActivity) => string | number | undefined,
  ): TextColumn<RingActivity> => ({
    head,
    words: false,
    value: (ring) => `${value(ring) ?? UNKNOWN}`,
  });
  return [
    column("SQ", ({ ring }) => ring.sqEntries),
    column("CQ", ({ ring }) => ring.cqEntries),
    column("submitted/s", (one) => rateText(submissionsOf(one), seconds)),
    column("completed/s", (one) => rateText(ringCompletions(one), seconds)),
    column("files", ({ ring }) => ring.files),
    column("buffers", ({ ring }) => ring.buffers),
    column("SQ thread, CPU, work", (one) => sqText(one, lookedSeconds)),
  ];
}

/** The busiest rings, in the order in which they were given, and the rest. */
export function busiestRings(
  { rings }: ProcessActivity,
  most: number,
): { readonly shown: readonly RingActivity[]; readonly more: number } {
  const busiest = rings.toSorted((a, b) =>
    (ringCompletions(b) ?? 0) - (ringCompletions(a) ?? 0)
  ).slice(0, most);
  const shown = rings.filter((ring) => busiest.includes(ring));
  return { shown, more: rings.length - shown.length };
}

/** "3"; one that is closed, or only registered, has none. */
export function fdText({ ring: { fd } }: RingActivity): string {
  return fd === undefined ? "no fd" : `${fd}`;
}

/** "ring 3", "rings 3, 4", or "7 rings" where they are many or have no fd. */
function ringsText(rings: readonly RingActivity[]): string {
  const isNamed = rings.length <= MAX_NAMED &&
    rings.every(({ ring: { fd } }) => fd !== undefined);
  if (!isNamed) return plural(rings.length, "ring");
  return `${rings.length === 1 ? "ring" : "rings"} ${
    rings.map(fdText).join(", ")
  }`;
}

/** More rings than that are told by their number. */
const MAX_NAMED = 4;

/** A line of every combination of flags: "setup flags of rings 3, 4: ...". */
export function flagLines(rings: readonly RingActivity[]): string[] {
  const byFlags = Map.groupBy(
    rings.filter(({ traced }) => traced !== undefined),
    ({ traced }) => traced?.flags ?? 0,
  );
  return [...byFlags].map(([flags, some]) => {
    const names = setupFlagNamesIn(flags).join(" ") || "none";
    return byFlags.size === 1
      ? `setup flags: ${names}`
      : `setup flags of ${ringsText(some)}: ${names}`;
  });
}

/** A line for each ring. */
export function ringTable(activity: ProcessActivity, most: number): string {
  const { shown, more } = busiestRings(activity, most);
  const table = textTable(
    shown,
    [{ name: "ring", head: "ring", words: false, value: fdText }],
    ringColumns(activity),
  );
  return more > 0
    ? `${table}${plural(more, "ring")} more, of fewer completions\n`
    : table;
}
