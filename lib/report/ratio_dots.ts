/** Ratios with intervals as dots: what charts of runs and of two runs share. */

// @ts-types="@types/d3-array"
import { max, quantile } from "d3-array";
import type { DotKind } from "../chart/dots/dot_matrix_spec.ts";
import type { PairedRatio } from "../stats/bootstrap.ts";
import type { Verdict } from "../stats/verdict.ts";

/** What an interval says. */
export type VerdictKind = Verdict["kind"];

/** How each verdict looks. */
export const VERDICT_STYLES: Readonly<Record<VerdictKind, DotKind["style"]>> = {
  faster: { color: 0, marker: "circle" },
  slower: { color: 4, marker: "diamond" },
  none: { color: 2, marker: "circle", quiet: true },
  too_few: { color: 2, marker: "triangle", quiet: true },
};

/** How far a ratio or an end of its interval is from 1, in logarithms. */
function reach(...ratios: readonly (number | undefined)[]): number {
  return Math.max(...ratios.map((ratio = 1) => Math.abs(Math.log(ratio))));
}

/** 2 % to either side of 1. */
const LEAST = Math.log(1.02);

/**
 * The ends of an axis: room for every ratio and for all intervals but for those
 * of few repeats that reach so far that nothing else could be seen.
 */
export function ratioLimits(
  estimates: readonly Pick<PairedRatio, "ratio" | "low" | "high">[],
): [number, number] {
  const ratios = max(estimates, ({ ratio }) => reach(ratio)) ?? 0;
  const ends = estimates.map(({ low, high }) => reach(low, high));
  const usual = Math.max(ratios, quantile(ends, 0.9) ?? 0);
  const farthest = max(ends) ?? 0;
  const shown = farthest > 2 * usual ? usual : Math.max(usual, farthest);
  const end = Math.exp(Math.max(LEAST, shown * 1.05));
  return [1 / end, end];
}
