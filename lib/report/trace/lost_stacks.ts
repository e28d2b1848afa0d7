/** What is said of stacks that the tracer could not take. */

// @ts-types="@types/d3-array"
import { greatest } from "d3-array";
import { percent } from "../../base/number_text.ts";
import type { Axes } from "../../model/experiment.ts";
import {
  allSamples,
  areMissed,
  lostShare,
  type StackSamples,
} from "../../trace/stack_samples.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";
import { runName } from "./cell_label.ts";

/** "35 of 100 stacks (35 %) could not be taken"; "" where they are few. */
export function lostStacksText(samples: StackSamples | undefined): string {
  if (!samples || !areMissed(samples)) return "";
  return `${samples.failed} of ${samples.taken + samples.failed} stacks (` +
    `${percent(lostShare(samples))}) could not be taken`;
}

/** Why that is, and what it means for what is told. */
export const LOST_STACKS =
  "the kernel gave no frames, or there was no room for more stacks: graphs of " +
  "stacks, and what is told from frames, are of the others only; counts and " +
  "classes come from no stack";

/**
 * A sentence where a trace lacks more than a few stacks, with the trace that
 * lacks most; else empty. `axes` are those of the run.
 */
export function lostStacks(cells: readonly TracedCell[], axes: Axes): string {
  const samplesOf = ({ trace }: TracedCell) => trace?.stackSamples;
  const bad = cells.filter((cell) => areMissed(samplesOf(cell)));
  const all = allSamples(cells.map(samplesOf));
  const worst = greatest(bad, (cell) => lostShare(samplesOf(cell)));
  if (!all || !worst) return "";
  const most = cells.length > 1
    ? `, most of all in ${runName(worst, cells, axes)} (${
      percent(lostShare(samplesOf(worst)))
    })`
    : "";
  return `${all.failed} of ${all.taken + all.failed} stacks (` +
    `${percent(lostShare(all))}) could not be taken${most}: ${LOST_STACKS}.`;
}
