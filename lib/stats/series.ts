/**
 * How much larger a figure is in one series of seconds than in another, each
 * watched once from a beginning to an end.
 *
 * The seconds of a series are its repeats, but neighbours are alike: the
 * interval is that of unpaired.ts, widened by what that costs (serial.ts).
 * Below 10 seconds nothing can tell how alike they are, and there is none.
 * Whatever lasted as long as a whole watch (another load, another time of day)
 * is in no interval: it takes several watches to see it.
 */

import { serialWidening } from "./serial.ts";
import { type UnpairedRatio, unpairedRatio } from "./unpaired.ts";
import { type Better, type Verdict, verdict } from "./verdict.ts";

/** Seconds of each series that an interval takes. */
export const MIN_SECONDS = 10;

/**
 * Estimates the ratio to / from of two series in the order of time, with its
 * 95 % interval where both are long enough. Throws RangeError for a figure that
 * is not above 0.
 */
export function seriesRatio(
  from: readonly number[],
  to: readonly number[],
): UnpairedRatio {
  const { ratio, high, ...counts } = unpairedRatio(from, to);
  const none = { low: undefined, high: undefined, p: undefined };
  if (ratio === undefined || high === undefined || counts.n < MIN_SECONDS) {
    return { ...counts, ratio, ...none };
  }
  const widening = Math.max(
    ...[from, to].map((series) => serialWidening(series.map(Math.log))),
  );
  const half = Math.log(high / ratio) * widening;
  return {
    ...counts,
    ...none,
    ratio,
    low: ratio / Math.exp(half),
    high: ratio * Math.exp(half),
  };
}

/** What the interval of {@linkcode seriesRatio} says. */
export function seriesVerdict(
  estimate: UnpairedRatio,
  better: Better,
): Verdict {
  const { low, high } = estimate;
  if (low === undefined || high === undefined) return verdict(estimate, better);
  return verdict(estimate, better, low > 1 || high < 1 ? 0 : 1);
}
