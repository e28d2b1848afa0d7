import type { Family } from "../../stats/family.ts";
import type { Difference } from "../../base/differences.ts";
import { UsageError } from "../../base/errors.ts";
import type { RecordedRun } from "../../files/read_run.ts";
import {
  type ComparedMetric,
  metricsOf,
} from "../../stats/compared_metrics.ts";
import { matchCells, type Matching } from "./match.ts";
import { groupCells } from "./group_cells.ts";
import type { RunCell } from "./run_cells.ts";
import { type RunComparison, runComparisons } from "./run_comparisons.ts";
import { groupDifferences } from "./run_differences.ts";
import { cellText, tellingNames } from "./telling.ts";

/** Cells that are not compared, each named, and why. */
export interface LeftOut {
  readonly why: string;
  /** Whether a run has figures of them. */
  readonly inA: boolean;
  readonly inB: boolean;
  readonly cells: readonly string[];
}

/** Runs of one experiment, one at least. */
export type RunGroup = readonly [RecordedRun, ...RecordedRun[]];

/** Two runs, or groups of them, and how the second, B, compares with the first, A. */
export interface ComparedRuns {
  readonly from: RunGroup;
  readonly to: RunGroup;
  readonly across: Matching["across"];
  /** The parameters that tell the compared cells apart: their columns. */
  readonly names: readonly string[];
  /** By metric, and in the order of the cells. */
  readonly comparisons: readonly RunComparison[];
  readonly leftOut: readonly LeftOut[];
  readonly differences: readonly Difference[];
}

function leftOut(
  { cells, onlyFrom, onlyTo }: Matching,
  nameOf: (cell: RunCell) => string,
): LeftOut[] {
  const bare = (run: string, inFrom: boolean, inTo: boolean) => ({
    why: `without figures in ${run}`,
    inA: !inFrom,
    inB: !inTo,
    cells: cells.filter(({ from, to }) =>
      (from.absence !== "") === inFrom && (to.absence !== "") === inTo
    ).map(({ from, to }) => {
      const cell = inFrom ? from : to;
      return `${nameOf(cell)} (${cell.absence})`;
    }),
  });
  return [
    { why: "only in A", inA: true, inB: false, cells: onlyFrom.map(nameOf) },
    { why: "only in B", inA: false, inB: true, cells: onlyTo.map(nameOf) },
    bare("A", true, false),
    bare("B", false, true),
    bare("either", true, true),
  ].filter(({ cells }) => cells.length > 0);
}

function groupOf(runs: RecordedRun | RunGroup): RunGroup {
  return "identity" in runs ? [runs] : runs;
}

/**
 * Compares two runs of an experiment, or two groups of runs, cell by cell.
 * Throws {@linkcode UsageError} where they are not of one experiment or have no
 * cell in common that was measured in both.
 */
export function compareRuns(
  a: RecordedRun | RunGroup,
  b: RecordedRun | RunGroup,
  { metrics: asked, family = "each" }: {
    readonly metrics?: readonly ComparedMetric[] | undefined;
    readonly family?: Family | undefined;
  } = {},
): ComparedRuns {
  const [from, to] = [groupOf(a), groupOf(b)];
  const [first] = from;
  const runs = [...from, ...to];
  const { experiment } = first.identity;
  for (const { identity, directory } of runs) {
    if (identity.experiment === experiment) continue;
    throw new UsageError(
      `compare: ${first.directory} is of ${experiment}, but ${directory} of ` +
        identity.experiment,
    );
  }
  const metrics = asked ??
    metricsOf(first.run.experiment, runs.flatMap(({ rows }) => rows));
  const sides = [groupCells(from), groupCells(to)] as const;
  const matching = matchCells(...sides);
  const measured = matching.cells.filter((cell) =>
    cell.from.absence === "" && cell.to.absence === ""
  );
  const all = tellingNames(sides.flat(), first.run.axes);
  const left = leftOut(matching, (cell) => cellText(cell, all));
  if (measured.length === 0) {
    throw new UsageError(
      "compare: no cell that the two runs have in common was measured in " +
        `both (${
          left.map(({ why, cells }) => `${cells.length} ${why}`)
            .join(", ")
        })`,
    );
  }
  return {
    from,
    to,
    across: matching.across,
    names: tellingNames(measured.map(({ from }) => from), first.run.axes),
    comparisons: runComparisons(measured, metrics, family),
    leftOut: left,
    differences: groupDifferences(from, to),
  };
}
