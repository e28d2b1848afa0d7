import type { LatencyCount } from "./rings.ts";

/** Buckets for each doubling, LATENCY_PARTS in c/trace/names.h. */
const PARTS = 32;

/** The end, exclusive, of the bucket that starts at `lowNs`. */
export function bucketEnd(lowNs: number): number {
  if (lowNs < PARTS) return lowNs + 1;
  return lowNs + 2 ** Math.floor(Math.log2(lowNs)) / PARTS;
}

/**
 * The latency in ns that this share of the requests (0 to 1) stayed below, as
 * if each bucket were filled evenly; undefined without any.
 */
export function latencyQuantile(
  { counts, maxNs }: LatencyCount,
  share: number,
): number | undefined {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return undefined;
  let wanted = share * all;
  for (const [low, count] of sorted) {
    if (wanted <= count) {
      const part = count === 0 ? 0 : wanted / count;
      return Math.min(low + part * (bucketEnd(low) - low), maxNs);
    }
    wanted -= count;
  }
  return maxNs;
}

/** The mean latency in ns; undefined without any request. */
export function latencyMean(
  { counts, sumNs }: LatencyCount,
): number | undefined {
  const all = counts.values().reduce((sum, count) => sum + count, 0);
  return all === 0 ? undefined : Number(sumNs) / all;
}
