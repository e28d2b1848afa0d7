/** The columns of the table of runs: a line per arm of each of them. */

import { changeText, plural } from "../../base/number_text.ts";
import { figure } from "../../model/figures/mod.ts";
import { inWordsOf, type LoadName } from "../../model/parameters/loads.ts";
import type { ArmAnswer } from "../../stats/arm_answers.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { RunEntry } from "./run_entry.ts";

/** A line: a run with one of its arms; without where it has none to tell of. */
export interface RunLine {
  readonly entry: RunEntry;
  readonly answer: ArmAnswer | undefined;
}

/** A column of the table of runs. */
export interface RunColumn {
  readonly head: string;
  readonly value: (line: RunLine) => string;
  /** Whether it holds words, which stand at the left. */
  readonly words: boolean;
}

/** "2026-01-31 12:00" in UTC. */
function minuteOf(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

/** "0.1.0, commit 1a2b3c4" */
export function versionOf({ identity, commit }: RunEntry): string {
  return commit === "" ? identity.version : `${identity.version}, ${commit}`;
}

/** "mean clat", "messages/s": what an answer is of, in the words of its load. */
export function figureText(
  load: LoadName,
  { figure: name }: ArmAnswer,
): string {
  return inWordsOf(load, figure(name).prose);
}

/** "exp7", or "exp7, eventfd" where no reads complete. */
function experimentOf({ entry: { identity, load } }: RunLine): string {
  return load === "read"
    ? identity.experiment
    : `${identity.experiment}, ${load}`;
}

function intervalOf(answer: ArmAnswer | undefined): string {
  if (answer === undefined) return "";
  const { low, high, n } = answer.estimate;
  return low === undefined || high === undefined
    ? `none: ${plural(n, "repeat")}`
    : `${changeText(low)} to ${changeText(high)}`;
}

/** What tells runs apart. */
export const IDENTITY_COLUMNS: readonly RunColumn[] = [
  {
    head: "started (UTC)",
    value: ({ entry }) => minuteOf(entry.startedAt),
    words: true,
  },
  { head: "host", value: ({ entry }) => entry.identity.host, words: true },
  { head: "kernel", value: ({ entry }) => entry.identity.kernel, words: true },
  { head: "uringlab", value: ({ entry }) => versionOf(entry), words: true },
  { head: "experiment", value: experimentOf, words: true },
];

/** What is compared of a run. */
export const COMPARED_COLUMN: RunColumn = {
  head: "compared",
  value: ({ entry, answer }) =>
    answer
      ? `${figureText(entry.load, answer)}, ${armsText(answer)}`
      : "nothing to compare",
  words: true,
};

/** What was found. */
export const ANSWER_COLUMNS: readonly RunColumn[] = [
  {
    head: "change",
    value: ({ answer }) => answer ? changeText(answer.estimate.ratio) : "",
    words: false,
  },
  {
    head: "95 % CI",
    value: ({ answer }) => intervalOf(answer),
    words: false,
  },
  {
    head: "not valid",
    value: ({ entry: { invalid, rows } }) => `${invalid} of ${rows}`,
    words: false,
  },
];

/** The lines of some runs, the oldest run first. */
export function runLines(entries: readonly RunEntry[]): RunLine[] {
  return entries
    .toSorted((a, b) => a.startedAt < b.startedAt ? -1 : 1)
    .flatMap((entry): RunLine[] =>
      entry.answers.length === 0
        ? [{ entry, answer: undefined }]
        : entry.answers.map((answer) => ({ entry, answer }))
    );
}
