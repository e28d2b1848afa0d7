// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import { isValid } from "../../model/row.ts";
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
  /** Geometric means over the repeats; undefined where there are none. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Usable rows without the figure, or with one that has no logarithm. */
  readonly dropped: number;
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

/** Every metric of every matched cell, metric by metric. */
export function runComparisons(
  cells: readonly MatchedCell[],
  metrics: readonly ComparedMetric[],
  family: Family = "each",
): RunComparison[] {
  const compared = metrics.flatMap((metric) =>
    cells.map(({ from, to }) => {
      const [a = [], b = []] = [from, to].map(({ rows }) =>
        rows.map((row) => row.metrics[metric.name] ?? 0)
          .filter((figure) => figure > 0)
      );
      return {
        cell: from,
        metric,
        from: geometricMean(a),
        to: geometricMean(b),
        dropped: from.rows.length + to.rows.length - a.length - b.length,
        runs: { from: from.rows.length, to: to.rows.length },
        invalid: { from: invalidOf(from), to: invalidOf(to) },
        estimate: unpairedRatio(a, b, metric.resolution),
      };
    })
  );
  return judged(compared, family);
}
