// @ts-types="@types/d3-array"
import { mean } from "d3-array";

/** How a figure moved over the equal parts of a window. */
export interface Trend {
  /** How far the least squares line rises over the window, per mean. */
  readonly drift: number;
  /** The drift per its standard error: Student's t, of n - 2. */
  readonly t: number;
  /** Standard deviation per mean. */
  readonly variation: number;
}

/** The line takes two of them, and its error more than two others. */
export const MIN_PARTS = 5;
/**
 * The number of N reads alone, if they come at random, gives a drift a standard
 * error of sqrt(12 / N): with so many 0.1, so that a drift of 0.3, which an
 * experiment must not miss, is three standard errors. Fewer tell nothing.
 */
const MIN_READS = 1200;

/**
 * The trend of counts, as fio's steady state detection fits it (steadystate.c,
 * iops_slope). Undefined where there is too little to go by.
 */
export function trendOf(counts: readonly number[]): Trend | undefined {
  const n = counts.length;
  const average = mean(counts) ?? 0;
  if (n < MIN_PARTS || n * average < MIN_READS) return undefined;
  const middle = (n - 1) / 2;
  const sum = (of: (count: number, i: number) => number) =>
    counts.reduce((all, count, i) => all + of(count, i), 0);
  const xx = sum((_, i) => (i - middle) ** 2);
  const slope = sum((count, i) => (i - middle) * (count - average)) / xx;
  const residual = (count: number, i: number) =>
    (count - average - slope * (i - middle)) ** 2;
  const error = Math.sqrt(sum(residual) / (n - 2) / xx);
  return {
    drift: slope * n / average,
    t: error === 0 ? (slope === 0 ? 0 : Infinity) : Math.abs(slope) / error,
    variation: Math.sqrt(sum((count) => (count - average) ** 2) / (n - 1)) /
      average,
  };
}
