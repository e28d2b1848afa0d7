/**
 * How ratios are written, wherever they stand. An interval always says "95 % CI
 * a to b"; what goes from the lowest to the highest of something is "[a .. b]
 * over" it, so that nobody takes one for the other. Of the one that was picked
 * out of several for what it shows, the interval holds for all of them, and says
 * so.
 */

// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import { changeText, percent, plural } from "../base/number_text.ts";
import { figure } from "../model/figures/mod.ts";
import type { PairedRatio } from "../stats/bootstrap.ts";
import type { Comparison } from "../stats/comparisons.ts";
import { pooledRatio } from "../stats/pooled.ts";

/** "95 % CI -0.8 % to +3.2 %"; "no interval: 2 repeats" where there is none. */
export function intervalText(
  { low, high, n }: Pick<PairedRatio, "low" | "high" | "n">,
): string {
  return low === undefined || high === undefined
    ? `no interval: ${plural(n, "repeat")}`
    : `95 % CI ${changeText(low)} to ${changeText(high)}`;
}

/**
 * "+1.2 % (95 % CI -0.8 % to +3.2 %)", which ends in "..., simultaneous over all
 * 14)" where its interval is one of so many that hold the truth together.
 */
export function estimateText(
  { estimate }: { readonly estimate: PairedRatio },
  together = 1,
): string {
  const of = together > 1 && estimate.low !== undefined
    ? `, simultaneous over all ${together}`
    : "";
  return `${changeText(estimate.ratio)} (${intervalText(estimate)}${of})`;
}

/** "[-2.0 % .. +5.0 %] over 7 cells"; "" of a single ratio. */
export function rangeText(
  ratios: readonly (number | undefined)[],
  what = "cell",
): string {
  const known = ratios.filter((ratio) => ratio !== undefined);
  const [low, high] = extent(known);
  return known.length < 2
    ? ""
    : `[${changeText(low)} .. ${changeText(high)}] over ` +
      plural(known.length, what);
}

/**
 * "IOPS +1.2 % (95 % CI -0.8 % to +3.2 %; [-2.0 % .. +5.0 %] over 7 cells)":
 * the average of comparisons of one figure and one pair of arms. Undefined
 * where none of them has a ratio.
 */
export function pooledText(some: readonly Comparison[]): string | undefined {
  const [first] = some;
  const told = some.filter(({ pairs }) => pairs.length > 0);
  const estimate = pooledRatio(told);
  if (!first || told.length === 0) return undefined;
  const range = rangeText(told.map(({ estimate: { ratio } }) => ratio));
  const interval = estimate.ratio === undefined
    ? "no block has all of them"
    : intervalText(estimate);
  return `${figure(first.metric.name).prose} ${changeText(estimate.ratio)} ` +
    `(${[interval, range].filter(Boolean).join("; ")})`;
}

/** What {@linkcode pooledText} says of each figure, with commas between. */
export function pooledTexts(some: readonly Comparison[]): string {
  const byFigure = Map.groupBy(some, ({ metric }) => metric.name);
  return [...byFigure.values()].flatMap((of) => pooledText(of) ?? [])
    .join(", ");
}

/** A greater factor is not told: nothing was seen at all. */
const MOST = 100;

/** A difference in logarithms; of large ones a percentage says nothing. */
export function differenceText(log: number): string {
  if (log > Math.log(MOST)) return `a factor of more than ${MOST}`;
  return log < Math.LN2
    ? percent(Math.expm1(log))
    : `a factor of ${Math.exp(log).toPrecision(2)}`;
}
