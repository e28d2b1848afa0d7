// @ts-types="@types/d3-array"
import { max, median } from "d3-array";
import { percent } from "../../base/number_text.ts";
import type { Summary } from "../../stats/summary.ts";

/**
 * By how much of its IOPS the runs of each cell differ; cells that ran once are
 * left out.
 */
export function iopsSpreads(summaries: readonly Summary[]): number[] {
  return summaries.flatMap((s) => {
    const iops = s.spread("iops");
    return iops && iops.n > 1 && iops.middle > 0
      ? [(iops.max - iops.min) / iops.middle]
      : [];
  });
}

/** What the ratios of the other findings are, and how far runs agree. */
export function spreadFinding(summaries: readonly Summary[]): string {
  const spreads = iopsSpreads(summaries);
  const middle = median(spreads);
  const meaning = "A change is the geometric mean of the ratios of what was " +
    "measured in the same repetition; 95 % CI: its confidence interval over " +
    "the repetitions; [a .. b]: the lowest and the highest cell, no interval.";
  return middle === undefined
    ? `${meaning} Every cell ran once: nothing tells them from noise.`
    : `${meaning} The runs of one cell differ by ` +
      `${percent(middle)} of its IOPS (median; at most ` +
      `${percent(max(spreads) ?? 0)}); the table's ± is half of that, no ` +
      "interval.";
}
