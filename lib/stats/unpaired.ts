/**
 * How much larger one figure is than another, out of repeats that were not
 * measured in pairs: those of two runs, each with its own number of repeats.
 *
 * The estimate is the ratio of the geometric means, as in bootstrap.ts, so
 * swapping the sides inverts it. The interval is Welch's for the difference of
 * the mean logarithms (Welch, The generalization of 'Student's' problem when
 * several different population variances are involved, Biometrika 34, 1947),
 * or Student's with one variance for both sides where that is wider, which it
 * can be where the side with fewer repeats happened to scatter less.
 *
 * Chosen by simulation (tests/stats/unpaired_test.ts holds it to this). With 3
 * to 30 repeats a side and noise that is normal, heavy-tailed, skewed or
 * strikes single runs it covers the truth in 95 % of cases or more, so 5 % of
 * comparisons of equals claim a difference; 94 % and 6 % where one side is five
 * times as noisy as the other. With 3 repeats against 30 of which some are
 * struck, Welch's interval alone covers 82 % and a bootstrap-t of both sides
 * 90 %, as three repeats that were all spared look as if there were no noise;
 * with equal numbers all of these are alike. Student's alone covers 50 % where
 * the three repeats are the noisier ones. The degrees of freedom of the smaller
 * side (Hsu, Statistical Research Memoirs 2, 1938) cover as much, but make the
 * interval a third wider at three repeats a side.
 *
 * What moves a whole run, such as a warmer machine, no interval of two runs
 * can tell from a difference.
 */

import { MIN_BLOCKS, type PairedRatio } from "./bootstrap.ts";
import { judge, logOf, sideOf, student, welch, widest } from "./two_means.ts";

/** How the side `to` compares with the side `from`; `n` is the smaller side's. */
export interface UnpairedRatio extends PairedRatio {
  /** How many repeats each side has. */
  readonly fromRepeats: number;
  readonly toRepeats: number;
}

/**
 * Estimates the ratio to / from with its interval, which it has where both
 * sides have 3 repeats or more. `resolution` is the relative step in which
 * figures were read: the interval is never narrower; `level` is that of its
 * trust. Throws RangeError for a figure that is not above 0.
 */
export function unpairedRatio(
  from: readonly number[],
  to: readonly number[],
  resolution = 0,
  level = 0.95,
): UnpairedRatio {
  const [a, b] = [sideOf(from.map(logOf)), sideOf(to.map(logOf))];
  const n = Math.min(a.n, b.n);
  const counts = { n, fromRepeats: a.n, toRepeats: b.n };
  const difference = b.centre - a.centre;
  const ratio = n > 0 ? Math.exp(difference) : undefined;
  if (n < MIN_BLOCKS) {
    return { ratio, low: undefined, high: undefined, p: undefined, ...counts };
  }
  const { half, p } = widest(
    difference,
    [welch(a, b), student(a, b)].map((spread) =>
      judge(difference, spread, 1 - level)
    ),
    resolution,
  );
  return {
    ratio,
    low: Math.exp(difference - half),
    high: Math.exp(difference + half),
    p,
    ...counts,
  };
}
