/**
 * The ratio of two arms that were measured side by side, block by block, and
 * its 95 % interval.
 *
 * The estimate is the geometric mean of the blocks' ratios, the mean for
 * ratios (Fleming and Wallace, How not to lie with statistics, CACM 29(3),
 * 1986): swapping the arms inverts it. What moves a whole block moves both of
 * its arms and cancels.
 *
 * The interval is a symmetric bootstrap-t of the mean of the log ratios: the
 * mean, and to both sides as many standard errors as 95 % of the resamples
 * stay within (Hall, On symmetric bootstrap confidence intervals, JRSS B
 * 50(1), 1988). Resamples weigh every block with a draw from Beta(1/2, 3/2)
 * (Owen, Better bootstrap t confidence intervals for the mean,
 * arXiv:2508.10083, 2025): drawing blocks with replacement leaves one ninth of
 * the resamples of three blocks without any spread, and so the interval
 * without an end.
 *
 * Chosen by simulation (tests/stats/bootstrap_test.ts holds it to this): it
 * covers the truth in 95 % or more of all cases with 3 to 30 blocks and noise
 * that is normal, heavy-tailed or strikes single runs of either arm. With 5
 * blocks and normal noise the percentile bootstrap and BCa cover 83 %; the
 * bootstrap-t with two separate ends falls to 87 % with 20 blocks of which
 * some are struck. No method sees a rare event that strikes one arm only and
 * did not happen in these blocks.
 *
 * Where the ratios of neighbouring blocks are alike, the effect itself wanders,
 * and the interval is widened by what that costs (serial.ts). That makes good
 * most of it with 20 blocks or more; evidence.md has the figures.
 *
 * With more than 300 blocks the interval is that of Student's t, from which
 * such resamples no longer differ.
 */

// @ts-types="@types/d3-array"
import { mean } from "d3-array";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { serialWidening } from "./serial.ts";
import { beyond, quantile } from "./student_t.ts";

/** A figure of both arms of a comparison in one block; both above 0. */
export interface Pair {
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

/** How the arm `to` compares with the arm `from`. */
export interface PairedRatio {
  /** Geometric mean of to / from; undefined without blocks. */
  readonly ratio: number | undefined;
  /**
   * Ends of the interval, of 95 % where no other level was asked for; undefined
   * with fewer than 3 blocks.
   */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Probability of a ratio so far from 1 if the arms do not differ. */
  readonly p: number | undefined;
  /** How many blocks there are. */
  readonly n: number;
}

/**
 * Estimates a ratio. `resolution` is the relative step in which figures were
 * read, 1/128 for those out of a histogram: the interval is never narrower,
 * as blocks may agree on a step that lies beside the truth. `level` is that of
 * the interval's trust, 0.95 unless given. Throws RangeError for a figure that
 * is not above 0.
 */
export type RatioEstimator = (
  pairs: readonly Pair[],
  resolution?: number,
  level?: number,
) => PairedRatio;

/** The fewest blocks that an interval is made of. */
export const MIN_BLOCKS = 3;

const LEVEL = 0.95;
/** The most blocks that are resampled. */
const MAX_RESAMPLED = 300;
/** Numbers of blocks whose weights are kept; of a run most have the same. */
const MAX_DRAWN = 4;

function logRatio({ block, from, to }: Pair): number {
  const log = Math.log(to / from);
  if (!(from > 0 && to > 0 && Number.isFinite(log))) {
    throw new RangeError(
      `cannot take the ratio of ${to} and ${from} in block ${block}`,
    );
  }
  return log;
}

/** In the order in which the blocks were measured. */
function inTime(pairs: readonly Pair[]): readonly Pair[] {
  const sorted = pairs.every(({ block }, i) =>
    i === 0 || pairs[i - 1]!.block <= block
  );
  return sorted ? pairs : pairs.toSorted((a, b) => a.block - b.block);
}

/** For every resample the weights of the blocks, which add up to 1. */
function drawWeights(
  blocks: number,
  resamples: number,
  seed: number,
): Float64Array {
  const uniform = randomLcg(seed);
  // Beta(1/2, 3/2), as a product of Beta(1/2, 1/2) and Beta(1, 1): ten times as
  // fast as by way of gamma variates.
  const draw = () => Math.cos(Math.PI * uniform()) ** 2 * uniform();
  const weights = new Float64Array(blocks * resamples);
  for (let first = 0; first < weights.length; first += blocks) {
    const some = weights.subarray(first, first + blocks);
    let sum = 0;
    for (let i = 0; i < blocks; i++) sum += some[i] = draw();
    for (let i = 0; i < blocks; i++) some[i]! /= sum;
  }
  return weights;
}

/**
 * How many standard errors the mean of each resample is away from 0, the mean
 * of all deviations.
 */
function distances(
  deviations: readonly number[],
  weights: Float64Array,
): Float64Array {
  const blocks = deviations.length;
  const result = new Float64Array(weights.length / blocks);
  for (let resample = 0, next = 0; resample < result.length; resample++) {
    let first = 0;
    let second = 0;
    for (let i = 0; i < blocks; i++) {
      const weight = weights[next++]!;
      const deviation = deviations[i]!;
      first += weight * deviation;
      second += weight * deviation * deviation;
    }
    // Rounding may leave less than nothing where one block has all the weight.
    const variance = Math.max(0, second - first * first);
    result[resample] = Math.abs(first) / Math.sqrt(variance / (blocks - 1));
  }
  return result;
}

/** Half the interval of the mean and the p of a mean of 0. */
function spread(
  logs: readonly number[],
  centre: number,
  weightsOf: (blocks: number) => Float64Array,
  level: number,
): { half: number; p: number } {
  const squares = logs.map((log) => (log - centre) ** 2);
  const error = Math.sqrt(mean(squares)! / (logs.length - 1)) *
    serialWidening(logs);
  if (logs.length > MAX_RESAMPLED) {
    const freedom = logs.length - 1;
    return {
      half: quantile(1 - level, freedom) * error,
      p: error === 0
        ? Number(centre === 0)
        : beyond(Math.abs(centre) / error, freedom),
    };
  }
  const weights = weightsOf(logs.length);
  const resamples = weights.length / logs.length;
  if (error === 0) {
    return { half: 0, p: centre === 0 ? 1 : 1 / (resamples + 1) };
  }
  const all = distances(logs.map((log) => log - centre), weights);
  const own = Math.abs(centre) / error;
  let farther = 0;
  for (const distance of all) if (distance >= own) farther++;
  const rank = Math.min(
    resamples,
    Math.ceil(level * (resamples + 1)),
  ) - 1;
  return {
    half: all.sort()[rank]! * error,
    p: (farther + 1) / (resamples + 1),
  };
}

/** Draws the weights for each number of blocks once, and keeps the last few. */
function weightStore(
  resamples: number,
  seed: number,
  most = MAX_DRAWN,
): (blocks: number) => Float64Array {
  const drawn = new Map<number, Float64Array>();
  return (blocks) => {
    const weights = drawn.get(blocks) ?? drawWeights(blocks, resamples, seed);
    // The first in it has not been used for longest.
    drawn.delete(blocks);
    drawn.set(blocks, weights);
    for (const [old] of drawn) if (drawn.size > most) drawn.delete(old);
    return weights;
  };
}

/**
 * Makes an estimator. The same seed, an integer, gives the same intervals: the
 * resamples, 19 or more, are drawn once per number of blocks and serve every
 * comparison.
 */
export function ratioEstimator(
  { seed = 1, resamples = 9999 }: { seed?: number; resamples?: number } = {},
): RatioEstimator {
  const weightsOf = weightStore(resamples, seed);
  return (pairs, resolution = 0, level = LEVEL) => {
    const logs = inTime(pairs).map(logRatio);
    const n = logs.length;
    const centre = mean(logs);
    const ratio = centre === undefined ? undefined : Math.exp(centre);
    if (centre === undefined || n < MIN_BLOCKS) {
      return { ratio, low: undefined, high: undefined, p: undefined, n };
    }
    const { half, p } = spread(logs, centre, weightsOf, level);
    const reach = Math.max(half, Math.log1p(resolution));
    return {
      ratio,
      low: Math.exp(centre - reach),
      high: Math.exp(centre + reach),
      p,
      n,
    };
  };
}

/**
 * The usual estimator, one for all: with hundreds of blocks most of its time
 * goes into drawing their weights.
 */
export const usualEstimator: RatioEstimator = ratioEstimator();

/** The mean of some values and half of its interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly half: number;
  readonly n: number;
}

/**
 * Estimates the mean of values, in the order in which they were measured, with
 * half of its interval at a level of trust. Undefined with fewer than 3 values.
 */
export type MeanEstimator = (
  values: readonly number[],
  level: number,
) => MeanInterval | undefined;

/** Numbers of rounds after which claims are looked at, and some more. */
const MAX_DRAWN_OF_MEANS = 16;

/** Makes an estimator of means, whose interval is that of ratios. */
export function meanEstimator(
  { seed = 1, resamples = 9999 }: { seed?: number; resamples?: number } = {},
): MeanEstimator {
  const weightsOf = weightStore(resamples, seed, MAX_DRAWN_OF_MEANS);
  return (values, level) => {
    const centre = mean(values);
    if (centre === undefined || values.length < MIN_BLOCKS) return undefined;
    const { half } = spread(values, centre, weightsOf, level);
    return { mean: centre, half, n: values.length };
  };
}

/** The usual one, one for all. */
export const usualMean: MeanEstimator = meanEstimator();
