/**
 * When a claim is looked at while it is measured, and how wide its interval
 * must then be.
 *
 * Whoever looks again and again, and stops as soon as an interval says
 * something, is wrong more often than the interval promises. So there are few
 * looks, each after six tenths more rounds than the one before, and each has
 * its part of the 5 % (Bonferroni). Then the intervals of all looks hold the
 * truth together in 95 % of runs, whichever of them is the last, and whatever
 * it is that ends the looking.
 */

/** The share of verdicts that may be wrong. */
export const ALPHA = 0.05;

/** Rounds before the first look. */
export const FIRST_LOOK = 4;

/** How many looks there are; the last is after more rounds than most runs have. */
export const LOOKS = 8;

const GROWTH = 1.6;

/** After how many rounds a look is taken; looks are counted from 1. */
export function roundsAt(look: number): number {
  let rounds = FIRST_LOOK;
  for (let i = 1; i < look; i++) rounds = Math.ceil(rounds * GROWTH);
  return rounds;
}

/** How many looks have been taken after so many rounds. */
export function looksAfter(rounds: number): number {
  let look = 0;
  while (look < LOOKS && roundsAt(look + 1) <= rounds) look++;
  return look;
}

/**
 * The level of trust of the intervals of a claim with so many parts, any of
 * which would make it fail.
 */
export function levelOf(parts = 1): number {
  return 1 - ALPHA / LOOKS / parts;
}
