// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import type { FigureName } from "../../model/figures/mod.ts";
import { isValid, type Row } from "../../model/row.ts";
import { percentileOfRows } from "../../stats/arm_percentile.ts";
import type { ComparedMetric } from "../../stats/compared_metrics.ts";
import { type Family, judged } from "../../stats/family.ts";
import { type UnpairedRatio, unpairedRatio } from "../../stats/unpaired.ts";
import type { Verdict } from "../../stats/verdict.ts";
import type { MatchedCell } from "./match.ts";
import type { RunCell } from "./run_cells.ts";

/** One figure of one cell in two runs. */
export interface RunComparison {
  /** Of the first run. */
  readonly cell: RunCell;
  readonly metric: ComparedMetric;
  /**
   * Geometric means over the repeats, or percentiles of all their reads;
   * undefined where there are none.
   */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Usable rows without the figure, or with one that has no logarithm. */
  readonly dropped: number;
  /** Whether it is of percentiles of all reads, not of those of each run. */
  readonly together: boolean;
  /** The usable rows of either side. */
  readonly runs: { readonly from: number; readonly to: number };
  /** Of these the ones whose figures are not to be trusted. */
  readonly invalid: { readonly from: number; readonly to: number };
  readonly estimate: UnpairedRatio;
  readonly verdict: Verdict;
}

function geometricMean(figures: readonly number[]): number | undefined {
  const centre = mean(figures, Math.log);
  return centre === undefined ? undefined : Math.exp(centre);
}

function invalidOf({ rows }: RunCell): number {
  return rows.filter((row) => isValid(row) === false).length;
}

/** Percentiles of all reads of both sides, as their rows speak for them. */
function percentilesOf(
  sides: readonly (readonly Row[])[],
  name: FigureName,
): number[][] | undefined {
  const found = sides.flatMap((rows) =>
    percentileOfRows(new Map(rows.map((row, i) => [i, row])), name) ?? []
  );
  return found.length < sides.length
    ? undefined
    : found.map(({ blocks }) => [...blocks.values()]);
}

/** Every metric of every matched cell, metric by metric. */
export function runComparisons(
  cells: readonly MatchedCell[],
  metrics: readonly ComparedMetric[],
  family: Family = "each",
): RunComparison[] {
  const compared = metrics.flatMap((metric) =>
    cells.map(({ from, to }) => {
      const sides = [from.rows, to.rows];
      const percentiles = percentilesOf(sides, metric.name);
      const [a = [], b = []] = percentiles ?? sides.map((rows) =>
        rows.map((row) => row.metrics[metric.name] ?? 0)
          .filter((figure) => figure > 0)
      );
      return {
        cell: from,
        metric,
        from: geometricMean(a),
        to: geometricMean(b),
        dropped: from.rows.length + to.rows.length - a.length - b.length,
        together: percentiles !== undefined,
        runs: { from: from.rows.length, to: to.rows.length },
        invalid: { from: invalidOf(from), to: invalidOf(to) },
        estimate: unpairedRatio(a, b, metric.resolution),
      };
    })
  );
  return judged(compared, family);
}
