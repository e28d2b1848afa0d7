/**
 * Counts of latencies that are added up and read between the buckets' edges.
 *
 * A position is a bucket's number and, as its fraction, how far inside that
 * bucket: reads are taken to lie evenly in a bucket, so that positions and
 * counts belong to each other without a step.
 */

import { bucketLow, BUCKETS, type Histogram } from "./histogram.ts";

/** A histogram's buckets that are not empty, in order. */
export interface Counted {
  readonly buckets: Uint16Array;
  /** How many latencies lie in each of them. */
  readonly counts: Float64Array;
  /** How many there are, those above 100 s included. */
  readonly all: number;
}

/** Histograms that were read from a file spell their counts out each time. */
const KNOWN = new WeakMap<Histogram, Counted>();

function count(histogram: Histogram): Counted {
  const { counts } = histogram;
  const some: number[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if (counts[bucket]! > 0) some.push(bucket);
  }
  const found = Float64Array.from(some, (bucket) => counts[bucket] ?? 0);
  return {
    buckets: Uint16Array.from(some),
    counts: found,
    all: found.reduce((sum, count) => sum + count, 0),
  };
}

/** The counts of a histogram, which are kept as long as it is. */
export function counted(histogram: Histogram): Counted {
  const known = KNOWN.get(histogram) ?? count(histogram);
  KNOWN.set(histogram, known);
  return known;
}

/** How many latencies lie below a position. */
export function countBelow(
  { buckets, counts }: Counted,
  position: number,
): number {
  const last = Math.floor(position);
  let below = 0;
  for (let i = 0; i < buckets.length && buckets[i]! <= last; i++) {
    below += buckets[i] === last ? (position - last) * counts[i]! : counts[i]!;
  }
  return below;
}

/** How many latencies of several histograms lie below each bucket's edge. */
export type Below = Float64Array;

/** Adds several histograms up. */
export function addUp(some: readonly Counted[]): Below {
  const below = new Float64Array(BUCKETS + 1);
  for (const { buckets, counts } of some) {
    for (let i = 0; i < buckets.length; i++) {
      // What is above 100 s is below no edge.
      if (buckets[i]! < BUCKETS) below[buckets[i]! + 1]! += counts[i]!;
    }
  }
  for (let edge = 1; edge <= BUCKETS; edge++) below[edge]! += below[edge - 1]!;
  return below;
}

/**
 * The position that so many latencies, more than 0, lie below; undefined where
 * fewer are counted in buckets.
 */
export function positionOf(below: Below, reads: number): number | undefined {
  if (reads > below[BUCKETS]!) return undefined;
  let [low, high] = [0, BUCKETS];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (below[middle]! < reads) low = middle;
    else high = middle;
  }
  const inside = below[high]! - below[low]!;
  return low + (reads - below[low]!) / inside;
}

/** The latency in ns at a position. A bucket begins half a ns below its first. */
export function latencyAt(position: number): number {
  const bucket = Math.min(BUCKETS - 1, Math.floor(position));
  const low = bucketLow(bucket);
  return low - 0.5 + (position - bucket) * (bucketLow(bucket + 1) - low);
}
