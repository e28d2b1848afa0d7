// @ts-types="@types/d3-array"
import { ascending, groups } from "d3-array";
import type { FigureName } from "../model/figures/mod.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { PairedRatio } from "./bootstrap.ts";
import type { Comparison } from "./comparisons.ts";
import { pooledRatio } from "./pooled.ts";

/** How an arm compares with the baseline by one figure, on average. */
export interface ArmAnswer {
  readonly axis: ParameterName;
  /** The axis's value in the baseline and in the other arm. */
  readonly from: unknown;
  readonly to: unknown;
  readonly figure: FigureName;
  /** Of the other axes, that the average is over. */
  readonly combinations: number;
  readonly estimate: PairedRatio;
}

/**
 * The arms of some comparisons with the average of each by a figure, the lowest
 * first. An arm without a ratio is left out. `level` is that of the trust of
 * each interval, 0.95 unless given.
 */
export function armAnswers(
  comparisons: readonly Comparison[],
  figure: FigureName,
  level?: number,
): ArmAnswer[] {
  const of = comparisons.filter(({ metric }) => metric.name === figure);
  return groups(of, ({ axis }) => axis, ({ to }) => to)
    .flatMap(([axis, arms]) =>
      arms.map(([to, some]): ArmAnswer => ({
        axis,
        from: some[0]?.from,
        to,
        figure,
        combinations: some.filter(({ pairs }) => pairs.length > 0).length,
        estimate: pooledRatio(some, level),
      }))
    )
    .filter(({ estimate }) => estimate.ratio !== undefined)
    .sort((a, b) => ascending(a.estimate.ratio, b.estimate.ratio));
}
