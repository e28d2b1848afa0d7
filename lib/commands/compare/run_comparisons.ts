import type { FigureName } from "../../model/figures/mod.ts";
import { isValid, type Row } from "../../model/row.ts";
import { percentileOfRows } from "../../stats/arm_percentile.ts";
import type { ComparedMetric } from "../../stats/compared_metrics.ts";
import { type Family, judged } from "../../stats/family.ts";
import {
  groupMean,
  type GroupRatio,
  groupRatio,
  type MachineFigures,
} from "../../stats/groups.ts";
import type { Verdict } from "../../stats/verdict.ts";
import type { MatchedCell } from "./match.ts";
import type { MachineRows, RunCell } from "./run_cells.ts";

/** One figure of one cell in two runs, or groups of runs. */
export interface RunComparison {
  /** Of the first. */
  readonly cell: RunCell;
  readonly metric: ComparedMetric;
  /**
   * Geometric means over the repeats, or percentiles of all their reads, over
   * runs and machines; undefined where there are none.
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
  /** What the estimate was made of: the figures of every machine. */
  readonly figures: {
    readonly from: readonly MachineFigures[];
    readonly to: readonly MachineFigures[];
  };
  readonly estimate: GroupRatio;
  readonly verdict: Verdict;
}

function invalidOf({ rows }: RunCell): number {
  return rows.filter((row) => isValid(row) === false).length;
}

/** Percentiles of all reads of a run, as its rows speak for them. */
function percentilesOf(
  rows: readonly Row[],
  name: FigureName,
): number[] | undefined {
  const found = percentileOfRows(new Map(rows.entries()), name);
  return found && [...found.blocks.values()];
}

/** A figure of every machine, run by run; without runs that do not have it. */
function figuresOf(
  machines: readonly MachineRows[],
  of: (rows: readonly Row[]) => readonly number[],
): MachineFigures[] {
  return machines.map(({ host, runs }) => ({
    host,
    runs: runs.map(of).filter(({ length }) => length > 0),
  })).filter(({ runs }) => runs.length > 0);
}

function count(machines: readonly MachineFigures[]): number {
  return machines.flatMap(({ runs }) => runs)
    .reduce((sum, { length }) => sum + length, 0);
}

/** Every metric of every matched cell, metric by metric. */
export function runComparisons(
  cells: readonly MatchedCell[],
  metrics: readonly ComparedMetric[],
  family: Family = "each",
): RunComparison[] {
  const compared = metrics.flatMap((metric) =>
    cells.map(({ from, to }) => {
      const { name, resolution } = metric;
      const percentiles = new Map(
        [from, to].flatMap(({ machines }) => machines)
          .flatMap(({ runs }) => runs)
          .map((rows) => [rows, percentilesOf(rows, name)] as const),
      );
      const together = [...percentiles.values()].every((found) =>
        found !== undefined
      );
      const figures = (rows: readonly Row[]) =>
        together
          ? percentiles.get(rows) ?? []
          : rows.map((row) => row.metrics[name] ?? 0)
            .filter((figure) => figure > 0);
      const a = figuresOf(from.machines, figures);
      const b = figuresOf(to.machines, figures);
      return {
        cell: from,
        metric,
        from: groupMean(a),
        to: groupMean(b),
        dropped: from.rows.length + to.rows.length - count(a) - count(b),
        together,
        runs: { from: from.rows.length, to: to.rows.length },
        invalid: { from: invalidOf(from), to: invalidOf(to) },
        figures: { from: a, to: b },
        estimate: groupRatio(a, b, resolution),
      };
    })
  );
  return judged(compared, family);
}
