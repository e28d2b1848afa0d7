/**
 * Visits of two arms whose reads have tails, on a machine that disturbs some of
 * them. The truth is what a window without end would show.
 */

// @ts-types="@types/d3-array"
import { mean, median } from "d3-array";
// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import {
  BUCKETS,
  type Histogram,
  percentile,
} from "../../lib/model/measurement/histogram.ts";
import { armPercentile } from "../../lib/stats/arm_percentile.ts";
import type {
  Pair,
  PairedRatio,
  RatioEstimator,
} from "../../lib/stats/bootstrap.ts";
import { HISTOGRAM_STEP } from "../../lib/model/measurement/histogram.ts";
import { numbers } from "./simulate.ts";
import { estimatorOf, holds } from "./simulations.ts";

/** Draws the latencies in ns of one visit of an arm, 0 or 1. */
type Visit = (arm: 0 | 1) => () => number;

/** A machine, from its random numbers in [0, 1). */
export interface Tail {
  readonly machine: (source: () => number) => Visit;
  /** The truth: the second arm's percentile / the first one's. */
  readonly ratio: number;
}

/** How much slower the second arm is where all of its reads are. */
const SLOWER = 1.1;

function normal(source: () => number): () => number {
  return randomNormal.source(source)(0, 1);
}

const lognormal: Tail = {
  ratio: SLOWER,
  machine(source) {
    const z = normal(source);
    return (arm) => {
      const visit = 1e6 * Math.exp(0.1 * z()) * (arm ? SLOWER : 1);
      return () => visit * Math.exp(0.5 * z());
    };
  },
};

/** Pareto's distribution without a third moment; each visit has its own scale. */
const heavyTailed: Tail = {
  ratio: SLOWER,
  machine(source) {
    const z = normal(source);
    return (arm) => {
      const visit = 1e6 * Math.exp(0.1 * z()) * (arm ? SLOWER : 1);
      return () => visit / Math.sqrt(Math.max(1e-9, source()));
    };
  },
};

/**
 * A share of reads waits for a round of the scheduler, 50 to 150 ms. The share
 * of a visit is itself drawn: gamma with eight degrees of freedom.
 */
function rounds(shares: readonly [number, number]): Tail {
  // 1 ms on average is what the other reads take.
  const truth = (share: number) => 150 - 1 / share + 1.0888;
  return {
    ratio: truth(shares[1]) / truth(shares[0]),
    machine(source) {
      const z = normal(source);
      return (arm) => {
        let gamma = 0;
        for (let i = 0; i < 8; i++) gamma -= Math.log(1 - source()) / 8;
        const share = shares[arm] * gamma;
        const visit = 1e6 * Math.exp(0.1 * z());
        return () =>
          visit * Math.exp(0.4 * z()) +
          (source() < share ? 1e8 * (0.5 + source()) : 0);
      };
    },
  };
}

/** In one visit of five an arm is twice as slow. */
const disturbed: Tail = {
  ratio: SLOWER,
  machine(source) {
    const z = normal(source);
    return (arm) => {
      const visit = 1e6 * (source() < 0.2 ? 2 : 1) * (arm ? SLOWER : 1);
      return () => visit * Math.exp(0.5 * z());
    };
  },
};

/** What reads may be like. */
export const TAILS = {
  "lognormal": lognormal,
  "heavy-tailed": heavyTailed,
  "2 % of reads wait a round": rounds([0.02, 0.02]),
  "3 % wait a round, 2 % in B": rounds([0.03, 0.02]),
  "every fifth visit disturbed": disturbed,
} as const satisfies Record<string, Tail>;

/** The bucket of a latency in ns, for millions of them. */
function quickBucket(ns: number): number {
  const whole = Math.floor(ns);
  if (whole < 256) return whole;
  const shift = 24 - Math.clz32(whole);
  return (whole >>> shift) + shift * 128;
}

/** The histogram of so many reads. */
function histogram(read: () => number, reads: number): Histogram {
  const counts = Array<number>(BUCKETS + 1).fill(0);
  let [sum, min, max] = [0, Infinity, 0];
  for (let i = 0; i < reads; i++) {
    const ns = Math.min(2 ** 31, read());
    counts[quickBucket(ns)]!++;
    sum += ns;
    min = Math.min(min, ns);
    max = Math.max(max, ns);
  }
  return { counts, sum, min, max };
}

/** The percentile of one arm, the first, in a long window, in us. */
export function longWindow(
  { machine }: Tail,
  share: number,
  reads = 4e6,
): number {
  const visit = machine(numbers(77));
  const all = Array.from({ length: reads / 20_000 }, (_, i) =>
    [
      i,
      histogram(() => visit(0)(), 20_000),
    ] as const);
  return armPercentile(new Map(all), share).value ?? NaN;
}

/** What is found of a percentile by the reads of visits. */
export interface Found {
  /** Of the first arm, in us. */
  readonly one: number;
  readonly ratio: PairedRatio;
}

/** A run: every visit a histogram of each arm. */
type Run = readonly (readonly [Histogram, Histogram])[];

/** Ways to compare the arms of a run by a percentile. */
export const WAYS = {
  /** The percentile of all reads, as the comparisons of this version have it. */
  together(run: Run, share: number, estimate: RatioEstimator): Found {
    const [from, to] = ([0, 1] as const).map((arm) =>
      armPercentile(new Map(run.map((visit, i) => [i, visit[arm]])), share)
    );
    const pairs = run.map((_, block): Pair => ({
      block,
      from: from?.blocks.get(block) ?? NaN,
      to: to?.blocks.get(block) ?? NaN,
    }));
    return {
      one: from?.value ?? NaN,
      ratio: estimate(pairs, HISTOGRAM_STEP),
    };
  },
  /** The mean of the visits' own percentiles, as rows without histograms. */
  each(run: Run, share: number, estimate: RatioEstimator): Found {
    const pairs = run.map(([from, to], block): Pair => ({
      block,
      from: (percentile(from, share) ?? NaN) / 1e3,
      to: (percentile(to, share) ?? NaN) / 1e3,
    }));
    const logs = pairs.reduce((sum, { from }) => sum + Math.log(from), 0);
    return {
      one: Math.exp(logs / pairs.length),
      ratio: estimate(pairs, HISTOGRAM_STEP),
    };
  },
} as const;

/** Runs of so many visits of so many reads per arm, one after the other. */
export function* runsOf(
  { machine }: Tail,
  visits: number,
  reads: number,
  runs: number,
): Generator<Run> {
  const visit = machine(numbers(visits));
  for (let run = 0; run < runs; run++) {
    yield Array.from({ length: visits }, () =>
      [
        histogram(visit(0), reads),
        histogram(visit(1), reads),
      ] as const);
  }
}

/** How well a percentile is found in one way; shares and logarithms. */
export interface Tailed {
  /** The share of 95 % intervals of the ratio that hold the truth. */
  readonly coverage: number;
  /** Half an interval of the ratio, the median. */
  readonly half: number;
  /** How far one arm's percentile is from that of a long window, on average. */
  readonly bias: number;
}

/** Compares arms by the 99th percentile of visits of so many reads. */
export function tailed(
  tail: Tail,
  { visits, reads, long }: {
    readonly visits: number;
    /** In a visit of an arm, and in the long window that tells the truth. */
    readonly reads: number;
    readonly long?: number;
  },
  runs: number,
): Record<keyof typeof WAYS, Tailed> {
  const truth = longWindow(tail, 0.99, long);
  const all = Array.from(runsOf(tail, visits, reads, runs), (run, i) => {
    const estimate = estimatorOf(i, visits);
    return {
      together: WAYS.together(run, 0.99, estimate),
      each: WAYS.each(run, 0.99, estimate),
    };
  });
  const of = (way: keyof typeof WAYS): Tailed => {
    const found = all.map((one) => one[way]);
    return {
      coverage: mean(found, ({ ratio }) => Number(holds(ratio, tail.ratio))) ??
        NaN,
      half: median(
        found,
        ({ ratio: { ratio = NaN, high = NaN } }) => Math.log(high / ratio),
      ) ?? NaN,
      bias: mean(found, ({ one }) => Math.log(one / truth)) ?? NaN,
    };
  };
  return { together: of("together"), each: of("each") };
}
