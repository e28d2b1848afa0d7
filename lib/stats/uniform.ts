import {
  bucketLow,
  type Histogram,
  total,
} from "../model/measurement/histogram.ts";

/** A Kolmogorov-Smirnov test of latencies against a uniform distribution. */
export interface UniformTest {
  /** How many latencies are tested, and how many are longer than they may be. */
  readonly n: number;
  readonly longer: number;
  /** The largest distance between the two distribution functions. */
  readonly distance: number;
  /** The probability of one as large, or larger, where they are the same. */
  readonly p: number;
}

/** Terms of the series below: those that follow are below 1e-300 or cancel. */
const TERMS = 100;

/**
 * The probability that a distance is as large by chance, from Kolmogorov's
 * limit distribution with the correction for small n of Stephens (Use of the
 * Kolmogorov-Smirnov, Cramer-von Mises and related statistics without extensive
 * tables, JRSS B 32, 1970).
 */
export function kolmogorovP(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  // The series does not converge near 0, where the probability is 1.
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= TERMS; k++) {
    sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  }
  return Math.min(1, Math.max(0, sum));
}

/**
 * Whether the latencies of a histogram that are not above `high` are uniform
 * between `low` and that, both in ns. The distance is taken at the edges of its
 * buckets, where their number is known, so that it is never larger than that of
 * the latencies themselves. Undefined where there are none.
 */
export function uniformTest(
  histogram: Histogram,
  low: number,
  high: number,
): UniformTest | undefined {
  const counts = histogram.counts.filter((_, bucket) =>
    bucketLow(bucket) <= high
  );
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (n === 0 || !(high > low)) return undefined;
  let seen = 0;
  let distance = 0;
  counts.forEach((count, bucket) => {
    seen += count;
    const expected = (bucketLow(bucket + 1) - low) / (high - low);
    const clamped = Math.min(1, Math.max(0, expected));
    distance = Math.max(distance, Math.abs(seen / n - clamped));
  });
  return {
    n,
    longer: total(histogram) - n,
    distance,
    p: kolmogorovP(distance, n),
  };
}
