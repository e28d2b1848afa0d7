/**
 * Latency histograms of the engine. The bucket layout is c/uringlab.h's; a
 * test compares the two over every bucket.
 */

/** Number of buckets; one more counter follows them, for what is above 100 s. */
export const BUCKETS = 3968;

const SUB_BUCKET_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

/** The lowest latency, in ns, that a bucket counts. */
export function bucketLow(bucket: number): number {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  const shift = Math.floor(bucket / SUB_BUCKETS) - 1;
  return (bucket - shift * SUB_BUCKETS) * 2 ** shift;
}

/** The middle of a bucket in ns: within 1/256 of every value in it. */
export function bucketMiddle(bucket: number): number {
  return (bucketLow(bucket) + bucketLow(bucket + 1) - 1) / 2;
}

/** The relative step of a ratio of two percentiles: each is within 1/256. */
export const HISTOGRAM_STEP = 1 / 127;

/** The latencies that are measured of every I/O, as fio calls them. */
export const FIO_LATENCIES = ["slat", "clat", "lat"] as const;

/**
 * All latencies. That of the delivery, from the cause of a completion to the
 * moment it is seen, is known only where the cause has a time.
 */
export const LATENCY_KINDS = [...FIO_LATENCIES, "delivery"] as const;

/** The name of a latency. */
export type LatencyKind = typeof LATENCY_KINDS[number];

/** Counts of latencies with their exact sum, minimum and maximum, all in ns. */
export interface Histogram {
  /** `BUCKETS` counts and the overflow counter. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** The histograms of one measurement. */
export type Latencies =
  & Readonly<Record<typeof FIO_LATENCIES[number], Histogram>>
  & { readonly delivery?: Histogram | undefined };

/** How many latencies were counted, overflow included. */
export function total(histogram: Histogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The latency in ns that a share `p` (0 to 1) of all are not above, by nearest
 * rank; within 0.4 % of the exact one. Undefined when nothing was counted or
 * when the rank lies in the overflow counter.
 */
export function percentile(
  histogram: Histogram,
  p: number,
): number | undefined {
  const rank = Math.max(1, Math.ceil(p * total(histogram)));
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    seen += histogram.counts[bucket] ?? 0;
    if (seen >= rank) {
      const value = bucketMiddle(bucket);
      return Math.min(Math.max(value, histogram.min), histogram.max);
    }
  }
  return undefined;
}

/** How many latencies must lie beyond a percentile for it to mean one. */
const BEYOND = 10;

/**
 * Whether a percentile of so many latencies means anything: the 99.9th of 200
 * is the largest of them and nothing else.
 */
export function isSupported(p: number, count: number): boolean {
  // A share such as 0.999 is not exact: of 10 000 it leaves 10 and not less.
  return Math.round(count * (1 - p) * 1e6) >= BEYOND * 1e6;
}

/** All together; undefined of none. */
export function merge(all: readonly Histogram[]): Histogram | undefined {
  const [first, ...others] = all;
  if (!first) return undefined;
  const merged = { ...first, counts: [...first.counts] };
  for (const { counts, sum, min, max } of others) {
    for (let i = 0; i < counts.length; i++) merged.counts[i]! += counts[i]!;
    merged.sum += sum;
    merged.min = Math.min(merged.min, min);
    merged.max = Math.max(merged.max, max);
  }
  return merged;
}
