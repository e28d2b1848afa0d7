/**
 * What a comparison can be relied on to find, from how wide its interval is.
 *
 * A difference as large as half the interval is found in half of such runs
 * only. To be found in 80 % of them it must be larger by as many standard
 * errors as 80 % of estimates stay below, (t 0.975 + t 0.8) / t 0.975 times
 * (Cohen, Statistical power analysis for the behavioral sciences, 1988).
 */

import { MIN_BLOCKS, type PairedRatio } from "./bootstrap.ts";
import { reach, repeatsFor } from "./repeats_for.ts";
import { quantile } from "./student_t.ts";

/** The share of runs that find a difference of the size that is told. */
export const POWER = 0.8;

/**
 * The median of the standard deviations that so many values show, in units of
 * the true one (Wilson and Hilferty, The distribution of chi-square, 1931):
 * the middle one of several intervals is too narrow by that.
 */
function usualDeviation(freedom: number): number {
  return (1 - 2 / (9 * freedom)) ** 1.5;
}

/**
 * By how many times a difference must exceed half the 95 % interval of so many
 * blocks, in logarithms, to be found in 80 % of such runs.
 */
export function beyondHalf(blocks: number): number {
  const freedom = blocks - 1;
  const beyond = quantile(2 * (1 - POWER), freedom) / quantile(0.05, freedom);
  return (1 + beyond) / usualDeviation(freedom);
}

/**
 * How many blocks it takes until a difference `wanted` is found in 80 % of
 * runs, where half an interval is `half` with `blocks` of them; all in
 * logarithms. Undefined where {@linkcode repeatsFor} is.
 */
export function repeatsToFind(
  wanted: number,
  half: number,
  blocks: number,
): number | undefined {
  if (blocks < MIN_BLOCKS) return undefined;
  const truth = half / usualDeviation(blocks - 1);
  let found: number | undefined = blocks;
  // How much is needed beyond half depends on the number and hardly changes.
  for (let round = 0; round < 4 && found !== undefined; round++) {
    const beyond = beyondHalf(found) * usualDeviation(found - 1);
    found = repeatsFor(wanted / beyond, truth, blocks);
  }
  return found;
}

/**
 * Half the interval of `to` blocks that scatter as those do of which `from`
 * have half an interval of `half`; in logarithms.
 */
export function halfOfBlocks(half: number, from: number, to: number): number {
  const inDeviations = (blocks: number) =>
    reach(blocks) * usualDeviation(blocks - 1);
  return half * inDeviations(to) / inDeviations(from);
}

/** Half an interval in logarithms; undefined where there is none. */
export function logHalf({ ratio, high }: PairedRatio): number | undefined {
  return ratio === undefined || high === undefined
    ? undefined
    : Math.log(high / ratio);
}

/**
 * The difference, in logarithms, that 80 % of runs like this one find; undefined
 * without an interval.
 */
export function foundDifference(estimate: PairedRatio): number | undefined {
  const half = logHalf(estimate);
  return half === undefined ? undefined : half * beyondHalf(estimate.n);
}
