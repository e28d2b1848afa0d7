/**
 * What a window can tell of its steadiness. It is cut into n parts of h seconds
 * (lib/model/figures/parts.ts) with c reads each on average, and all three say
 * how much a steady one may seem to drift and to vary.
 *
 * A drift counts where it is above 10 % and not by chance: where Student's t of
 * the straight line, with n - 2 degrees of freedom, is beyond what chance
 * reaches in 0.27 % of windows, 3 for a normal distribution. That is 3.5 for 20
 * parts, 4.4 for 10 and 9.8 for 5: a short window must be quiet to tell a drift.
 *
 * Parts of 100 ms or longer may vary by 25 %, as they do where disks pause and
 * hosts are busy. Three things scale that. What varies at random varies by
 * 1 / sqrt(h), so shorter parts may vary more. Counting alone adds 1 / c to the
 * variance. And the variance of n parts varies itself, by chi-square of n - 1:
 * the limit is such that a window whose parts vary in truth by 16.6 %, for which
 * 25 % are the limit in 99.87 % of windows of 20 parts, passes as often with any
 * number.
 *
 * tests/model/premises/steadiness_test.ts has what that finds.
 */

import type { Figures } from "../figures/mod.ts";
import { type Parts, partsOf } from "../figures/parts.ts";
import type { Params } from "../parameters/params.ts";

/** A smaller drift changes no answer. */
const MAX_DRIFT = 0.1;
/** What parts of this many seconds, in this number, may vary by. */
const MAX_VARIATION = 0.25;
const PART_SECONDS = 0.1;
const PARTS = 20;
/** Standard deviations of a normal distribution that are no chance. */
const CHANCE = 3;

/**
 * Student's t that is as rare as {@linkcode CHANCE}: Wallace's approximation
 * (Bounds on normal approximations to Student's and the chi-square
 * distributions, Annals of Mathematical Statistics 30, 1959), within 7 %.
 */
function rareT(freedom: number): number {
  const z = CHANCE * (8 * freedom + 3) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1(z ** 2 / freedom));
}

/** The same of chi-square, per degree of freedom: that of Wilson and Hilferty. */
function rareVariance(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (1 - spread + CHANCE * Math.sqrt(spread)) ** 3;
}

/** How much the parts of a window may vary, with so many reads in each. */
function mostVariation({ count, seconds }: Parts, reads: number): number {
  const steady = MAX_VARIATION ** 2 / rareVariance(PARTS - 1) *
    Math.max(1, PART_SECONDS / seconds);
  return Math.sqrt((steady + 1 / reads) * rareVariance(count - 1));
}

/**
 * The drift of a window, or else the variation of its parts, that shows that it
 * was not steady; undefined where nothing does.
 */
export function unsteadiness(
  { iops_drift: drift, iops_drift_t: t, iops_cv, ios = NaN, iops = NaN }:
    Figures,
  params: Params,
): number | undefined {
  const lasted = ios / iops;
  const parts = partsOf(params, lasted > 0 ? lasted : params.runtime);
  if (
    drift !== undefined && t !== undefined && Math.abs(drift) > MAX_DRIFT &&
    t >= rareT(parts.count - 2)
  ) return drift;
  const reads = ios > 0 ? ios / parts.count : Infinity;
  return iops_cv !== undefined && iops_cv > mostVariation(parts, reads)
    ? iops_cv
    : undefined;
}
