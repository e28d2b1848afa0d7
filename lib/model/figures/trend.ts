// @ts-types="@types/d3-array"
import { mean } from "d3-array";

/** How a figure moved over the equal parts of a window. */
export interface Trend {
  /** How far the least squares line rises over the window, per mean. */
  readonly drift: number;
  /** The drift per its standard error; below 2 or 3 it may be noise. */
  readonly t: number;
  /** Standard deviation per mean. */
  readonly variation: number;
}

/** Fewer parts, or less in each, tell nothing. */
const MIN_PARTS = 10;
const MIN_MEAN = 50;

/**
 * The trend of counts, as fio's steady state detection fits it (steadystate.c,
 * iops_slope). Undefined where there is too little to go by.
 */
export function trendOf(counts: readonly number[]): Trend | undefined {
  const n = counts.length;
  const average = mean(counts) ?? 0;
  if (n < MIN_PARTS || average < MIN_MEAN) return undefined;
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
