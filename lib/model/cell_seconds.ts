import type { Cell } from "./cell.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Row } from "./row.ts";
import { secondsPerRead } from "./seconds_per_read.ts";
import { visitsOf } from "./turns.ts";
import { type Visit, windowNs } from "./visit.ts";

/** Seconds that a cell takes beside its ramp and its window. */
const OVERHEAD = 0.05;
/**
 * Seconds to start and to end one hog, and what it takes of the time in which
 * the workers get ready: 56 visits with 16 hogs took 0.27 s each beside their
 * window, and without hogs 0.04.
 */
const OVERHEAD_PER_HOG = 0.014;

/** Seconds that a visit will take, more or less. */
function visitSeconds(visit: Visit): number {
  const [cell] = visit.cells;
  if (cell.impossible) return 0;
  const { rampTime, busy, busyPerCpu, cpus } = cell.params;
  const { numberIos } = cell.params;
  const enough = numberIos ? numberIos * secondsPerRead(cell.params) : Infinity;
  return Math.min(windowNs(visit) / 1e9, enough) + rampTime + OVERHEAD +
    (busy ? busyPerCpu * cpus.length * OVERHEAD_PER_HOG : 0);
}

/** What tells which cells are measured together. */
type Compared = Pick<PlannedRun, "axes" | "aa">;

/** Seconds that cells of a run take one after the other, more or less. */
export function secondsOf(cells: readonly Cell[], run: Compared): number {
  return visitsOf(cells, run)
    .reduce((sum, visit) => sum + visitSeconds(visit), 0);
}

/** The cells that have no row yet, and the seconds that they will take. */
export function unmeasured(
  run: Compared & Pick<PlannedRun, "cells">,
  rows: readonly Pick<Row, "cell">[],
): { cells: Cell[]; expected: number } {
  const done = new Set(rows.map(({ cell }) => cell.index));
  const left = run.cells.filter(({ index }) => !done.has(index));
  return { cells: left, expected: secondsOf(left, run) };
}
