// @ts-types="@types/d3-array"
import { groups, mean } from "d3-array";
import { percent } from "../../base/number_text.ts";
import { MAX_ABSENCE } from "../../model/measurement/absence.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { estimateText } from "../ratio_text.ts";

/**
 * Below that p an arm has lost more turns than another: one run in a hundred
 * says so by chance.
 */
const DOUBT = 0.01;

/**
 * How many turns do not count, as a waker had no CPU, and whether that has to do
 * with the arms: then leaving them out may move what is compared. Takes the
 * comparisons of `counted_share`; nothing of a run in which all turns count.
 */
export function countedFindings(counted: readonly Comparison[]): string[] {
  const some = counted.filter(({ pairs }) => pairs.length > 0);
  const share = mean(
    some.flatMap(({ pairs }) => pairs.flatMap(({ from, to }) => [from, to])),
  );
  if (share === undefined || share >= 1) return [];
  const arms = groups(some, armsText).map(([text, of]) => ({
    text,
    estimate: pooledRatio(of),
  }));
  const differ = arms.filter(({ estimate: { p = 1 } }) =>
    p * arms.length < DOUBT
  );
  return [
    (differ.length > 0
      ? "NOT TO BE TRUSTED: the arms lose turns unequally, so that what takes " +
        "the waker's CPU has to do with them; --turn 0 has no turns to lose. "
      : "") +
    `${percent(1 - share)} of the turns' time does not count, as the waker ` +
    `had no CPU for more than ${
      MAX_ABSENCE * 100
    } % of the turn; what counts, ` +
    arms.map((arm) => `${arm.text}: ${estimateText(arm)}`).join(", ") + ".",
  ];
}
