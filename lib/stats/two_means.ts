/** How far two means lie apart, and how well that is known. */

// @ts-types="@types/d3-array"
import { mean, sum } from "d3-array";
import { beyond, quantile } from "./student_t.ts";

/** The probability that an interval misses. */
const ALPHA = 0.05;

/** Nothing here is measured more finely: figures without scatter are read so. */
const MIN_RESOLUTION = 1e-4;

/** Numbers that repeat: how many, their mean, their squares about it. */
export interface Side {
  readonly n: number;
  readonly centre: number;
  readonly squares: number;
}

/** Standard error of a difference of means, and its degrees of freedom. */
export interface Spread {
  readonly error: number;
  readonly freedom: number;
}

/** What is known of a difference: half its interval, and the p of none. */
export interface Judged {
  readonly half: number;
  readonly p: number;
}

/** The side that these numbers are. */
export function sideOf(values: readonly number[]): Side {
  const centre = mean(values) ?? NaN;
  const squares = sum(values, (value) => (value - centre) ** 2);
  return { n: values.length, centre, squares };
}

/** The logarithm of a figure. Throws RangeError where it has none. */
export function logOf(figure: number): number {
  const log = Math.log(figure);
  if (Number.isFinite(log)) return log;
  throw new RangeError(`cannot take the ratio of a figure of ${figure}`);
}

/** Welch's, with a variance for each side; both have two numbers or more. */
export function welch(a: Side, b: Side): Spread {
  const [ofA, ofB] = [a, b].map(({ n, squares }) => squares / (n - 1) / n) as [
    number,
    number,
  ];
  return {
    error: Math.sqrt(ofA + ofB),
    freedom: (ofA + ofB) ** 2 / (ofA ** 2 / (a.n - 1) + ofB ** 2 / (b.n - 1)),
  };
}

/** Student's, with one variance; both together have three numbers or more. */
export function student(a: Side, b: Side): Spread {
  const freedom = a.n + b.n - 2;
  const variance = (a.squares + b.squares) / freedom;
  return { error: Math.sqrt(variance * (1 / a.n + 1 / b.n)), freedom };
}

/** Student's for the mean of one side, which has two numbers or more. */
export function ofOne({ n, squares }: Side): Spread {
  return { error: Math.sqrt(squares / (n - 1) / n), freedom: n - 1 };
}

/**
 * Half the interval of a difference, which misses with the probability `alpha`,
 * 5 % unless given; and the p of no difference.
 */
export function judge(
  difference: number,
  { error, freedom }: Spread,
  alpha = ALPHA,
): Judged {
  // A side without any scatter has no degrees of freedom either.
  return error > 0
    ? {
      half: quantile(alpha, freedom) * error,
      p: beyond(difference / error, freedom),
    }
    : { half: 0, p: difference === 0 ? 1 : 0 };
}

/**
 * The widest of several answers, and no narrower than the relative step in
 * which figures were read.
 */
export function widest(
  difference: number,
  found: readonly Judged[],
  resolution: number,
): Judged {
  const step = Math.log1p(Math.max(resolution, MIN_RESOLUTION));
  return {
    half: Math.max(step, ...found.map(({ half }) => half)),
    p: Math.abs(difference) <= step ? 1 : Math.max(...found.map(({ p }) => p)),
  };
}
