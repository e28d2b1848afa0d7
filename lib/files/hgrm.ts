import {
  bucketLow,
  bucketMiddle,
  BUCKETS,
  type Histogram,
  isSupported,
  total,
} from "../model/measurement/histogram.ts";

/** Lines per halving of what is left to 100 %. */
const TICKS_PER_HALF_DISTANCE = 5;

/** HdrHistogram's own count of its halves for values of up to 100 s in ns. */
const HDR_BUCKETS = 30;
const HDR_SUB_BUCKETS = 256;

/** Microseconds with every ns. */
function text(ns: number): string {
  return (ns / 1e3).toFixed(3);
}

/** The percentile after this one in HdrHistogram's distributions. */
function nextPercentile(percentile: number): number {
  const halvings = Math.floor(Math.log2(100 / (100 - percentile))) + 1;
  return percentile + 100 / (TICKS_PER_HALF_DISTANCE * 2 ** halvings);
}

/** Percentiles until the last bucket, each with its value in ns and count. */
function* steps(
  { counts, max }: Histogram,
  all: number,
): Generator<{ percentile: number; value: number; count: number }> {
  let percentile = 0;
  let count = 0;
  for (let bucket = 0; bucket <= BUCKETS && count < all; bucket++) {
    const here = counts[bucket] ?? 0;
    if (here === 0) continue;
    count += here;
    const value = bucket < BUCKETS
      ? Math.min(bucketLow(bucket + 1) - 1, max)
      : max;
    while (100 * count / all >= percentile) {
      yield { percentile, value, count };
      const next = nextPercentile(percentile);
      // Too near 100 % for a double to tell them apart.
      if (next === percentile) return;
      percentile = next;
      // In the last bucket one line is followed by that of 100 %.
      if (count === all) break;
    }
  }
}

/**
 * Standard deviation in ns of the middles of buckets from their own mean: the
 * exact one would give a spread to latencies that share a bucket.
 */
function deviation({ counts, max }: Histogram, all: number): number {
  const middles = counts.map((_, bucket) =>
    bucket < BUCKETS ? bucketMiddle(bucket) : max
  );
  const mean = counts.reduce(
    (sum, count, bucket) => sum + count * middles[bucket]!,
    0,
  ) / all;
  const squares = counts.reduce(
    (sum, count, bucket) => sum + count * (middles[bucket]! - mean) ** 2,
    0,
  );
  return Math.sqrt(squares / all);
}

/**
 * A distribution as text in the form that HdrHistogram's
 * outputPercentileDistribution() writes (AbstractHistogram.java) and its
 * plotter and other tools read; values in microseconds. A value is the highest
 * that its bucket holds, but for what is known exactly: none is above the
 * greatest latency, to which those above 100 s count, and the mean is that of
 * the latencies themselves. Percentiles that too few latencies lie beyond are
 * left out, but for the last, the greatest.
 */
export function hgrm(histogram: Histogram): string {
  const all = total(histogram);
  const mean = all === 0 ? 0 : histogram.sum / all;
  const spread = all === 0 ? 0 : deviation(histogram, all);
  const max = all === 0 ? 0 : histogram.max;
  const start = (value: number, percentile: number, count: number) =>
    `${text(value).padStart(12)} ${(percentile / 100).toFixed(12)} ${
      `${count}`.padStart(10)
    }`;
  const supported = [...steps(histogram, all)].filter(({ percentile }) =>
    isSupported(percentile / 100, all)
  );
  const lines = supported.map(({ percentile, value, count }) =>
    `${start(value, percentile, count)} ${
      (1 / (1 - percentile / 100)).toFixed(2).padStart(14)
    }`
  );
  const last = all === 0 ? [] : [start(max, 100, all)];
  const cell = (value: string | number) => `${value}`.padStart(12);
  return [
    "       Value     Percentile TotalCount 1/(1-Percentile)",
    "",
    ...lines,
    ...last,
    `#[Mean    = ${cell(text(mean))}, StdDeviation   = ${cell(text(spread))}]`,
    `#[Max     = ${cell(text(max))}, Total count    = ${cell(all)}]`,
    `#[Buckets = ${cell(HDR_BUCKETS)}, SubBuckets     = ${
      cell(HDR_SUB_BUCKETS)
    }]`,
    "",
  ].join("\n");
}
