/**
 * Whether latencies are uniform, by a Kolmogorov-Smirnov test of reads of which
 * one depends on the one before.
 *
 * A read that follows on another begins where that one ended: what a thread sees
 * in a visit is one history, of which each read is not a new draw. A test that
 * takes them for independent calls 60 to 100 % of uniform samples not uniform.
 * Visits are independent of each other. So the design effect, by how much the
 * distribution functions of visits scatter more than those of so many independent
 * reads would, divides the number of reads (Rao and Scott, The analysis of
 * categorical data from complex sample surveys, JASA 76, 1981). It is a mean over
 * all of the range, as it is alike everywhere and badly known at each place, and
 * never below 1. Because few visits know it badly, it grows by the square of
 * what Student's interval of so many visits is wider than a normal one.
 *
 * Tried by simulation (tests/stats/uniform_test.ts, evidence.md).
 */

import {
  bucketLow,
  type Histogram,
  merge,
  total,
} from "../model/measurement/histogram.ts";
import { MIN_BLOCKS } from "./bootstrap.ts";
import { quantile } from "./student_t.ts";

/** A Kolmogorov-Smirnov test of latencies against a uniform distribution. */
export interface UniformTest {
  /** How many latencies are tested, and how many are longer than they may be. */
  readonly n: number;
  readonly longer: number;
  /** How many visits they are of. */
  readonly visits: number;
  /** The largest distance between the two distribution functions. */
  readonly distance: number;
  /**
   * As how many independent ones they tell; and the probability of a distance
   * as large, or larger, where the functions are the same. Undefined with fewer
   * than 3 visits.
   */
  readonly independent: number | undefined;
  readonly p: number | undefined;
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

/** The probability that an interval misses, and its half width if normal. */
const ALPHA = 0.05;
const NORMAL = 1.959964;

/** The least that places of the range lie apart at which visits are compared. */
const STEP = 0.01;

/** How many latencies of each visit are below a place in the range. */
interface Place {
  /** The share that is below it where all is uniform. */
  readonly expected: number;
  readonly below: readonly number[];
}

/** Places all over the range, each at the edge of a bucket. */
function placesIn(
  visits: readonly Histogram[],
  expectedBelow: readonly number[],
): Place[] {
  const places: Place[] = [];
  let last = 0;
  let below = visits.map(() => 0);
  let from = 0;
  expectedBelow.forEach((expected, bucket) => {
    if (expected - last < STEP && bucket + 1 < expectedBelow.length) return;
    last = expected;
    below = visits.map(({ counts }, i) =>
      (below[i] ?? 0) + sum(counts.slice(from, bucket + 1))
    );
    from = bucket + 1;
    places.push({ expected, below });
  });
  return places;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

/** By how much visits scatter more than independent latencies would. */
function designEffect(places: readonly Place[]): number {
  const each = places.at(-1)?.below ?? [];
  const n = sum(each);
  const correction = each.length / (each.length - 1);
  let found = 0;
  let independent = 0;
  let before = 0;
  for (const { expected, below } of places) {
    const width = expected - before;
    before = expected;
    const share = sum(below) / n;
    const squares = sum(
      below.map((count, i) => (count - share * (each[i] ?? 0)) ** 2),
    );
    found += width * correction * squares / n ** 2;
    independent += width * expected * (1 - expected) / n;
  }
  return independent > 0 ? Math.max(1, found / independent) : 1;
}

/**
 * Whether the latencies of some visits that are not above `high` are uniform
 * between `low` and that, both in ns. The distance is taken at the edges of
 * buckets, where their number is known, so that it is never larger than that of
 * the latencies themselves. Undefined where there are none.
 */
export function uniformTest(
  visits: readonly Histogram[],
  low: number,
  high: number,
): UniformTest | undefined {
  const all = merge(visits);
  if (!all || !(high > low)) return undefined;
  const end = all.counts.findIndex((_, bucket) => bucketLow(bucket) > high);
  const counts = end < 0 ? all.counts : all.counts.slice(0, end);
  const n = sum(counts);
  if (n === 0) return undefined;
  const expectedBelow = counts.map((_, bucket) =>
    Math.min(1, Math.max(0, (bucketLow(bucket + 1) - low) / (high - low)))
  );
  let seen = 0;
  let distance = 0;
  counts.forEach((count, bucket) => {
    seen += count;
    const off = Math.abs(seen / n - (expectedBelow[bucket] ?? 1));
    distance = Math.max(distance, off);
  });
  const told = { n, longer: total(all) - n, visits: visits.length, distance };
  if (visits.length < MIN_BLOCKS) {
    return { ...told, independent: undefined, p: undefined };
  }
  const wider = quantile(ALPHA, visits.length - 1) / NORMAL;
  const effect = designEffect(placesIn(visits, expectedBelow));
  const independent = n / (effect * wider ** 2);
  return { ...told, independent, p: kolmogorovP(distance, independent) };
}
