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

// @ts-types="@types/d3-array"
import { mean, sum } from "d3-array";
import { MIN_BLOCKS, type PairedRatio } from "./bootstrap.ts";
import { beyond, quantile } from "./student_t.ts";

/** How the side `to` compares with the side `from`; `n` is the smaller side's. */
export interface UnpairedRatio extends PairedRatio {
  /** How many repeats each side has. */
  readonly fromRepeats: number;
  readonly toRepeats: number;
}

/** The probability that an interval misses. */
const ALPHA = 0.05;

/** Nothing here is measured more finely: figures without scatter are read so. */
const MIN_RESOLUTION = 1e-4;

/** Mean and variance of the logarithms of one side. */
interface Side {
  readonly n: number;
  readonly centre: number;
  readonly variance: number;
}

function side(figures: readonly number[]): Side {
  const logs = figures.map((figure) => {
    const log = Math.log(figure);
    if (Number.isFinite(log)) return log;
    throw new RangeError(`cannot take the ratio of a figure of ${figure}`);
  });
  const n = logs.length;
  const centre = mean(logs) ?? NaN;
  const squares = sum(logs, (log) => (log - centre) ** 2);
  return { n, centre, variance: squares / (n - 1) };
}

/** Standard error of a difference of means, and its degrees of freedom. */
interface Spread {
  readonly error: number;
  readonly freedom: number;
}

function welch(a: Side, b: Side): Spread {
  const [ofA, ofB] = [a.variance / a.n, b.variance / b.n];
  return {
    error: Math.sqrt(ofA + ofB),
    freedom: (ofA + ofB) ** 2 / (ofA ** 2 / (a.n - 1) + ofB ** 2 / (b.n - 1)),
  };
}

function student(a: Side, b: Side): Spread {
  const freedom = a.n + b.n - 2;
  const variance = ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / freedom;
  return { error: Math.sqrt(variance * (1 / a.n + 1 / b.n)), freedom };
}

/** Half the interval of a difference of means, and the p of none. */
function judge(difference: number, { error, freedom }: Spread) {
  // A side without any scatter has no degrees of freedom either.
  return error > 0
    ? {
      half: quantile(ALPHA, freedom) * error,
      p: beyond(difference / error, freedom),
    }
    : { half: 0, p: difference === 0 ? 1 : 0 };
}

/**
 * Estimates the ratio to / from with its 95 % interval, which it has where
 * both sides have 3 repeats or more. `resolution` is the relative step in which
 * figures were read: the interval is never narrower. Throws RangeError for a
 * figure that is not above 0.
 */
export function unpairedRatio(
  from: readonly number[],
  to: readonly number[],
  resolution = 0,
): UnpairedRatio {
  const [a, b] = [side(from), side(to)];
  const n = Math.min(a.n, b.n);
  const counts = { n, fromRepeats: a.n, toRepeats: b.n };
  const difference = b.centre - a.centre;
  const ratio = n > 0 ? Math.exp(difference) : undefined;
  if (n < MIN_BLOCKS) {
    return { ratio, low: undefined, high: undefined, p: undefined, ...counts };
  }
  const found = [welch(a, b), student(a, b)].map((spread) =>
    judge(difference, spread)
  );
  const step = Math.log1p(Math.max(resolution, MIN_RESOLUTION));
  const half = Math.max(step, ...found.map(({ half }) => half));
  return {
    ratio,
    low: Math.exp(difference - half),
    high: Math.exp(difference + half),
    p: Math.abs(difference) <= step ? 1 : Math.max(...found.map(({ p }) => p)),
    ...counts,
  };
}
