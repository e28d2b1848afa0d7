import type { Cell } from "./cell.ts";
import { hogCpus, hogsKey } from "./hogs.ts";
import { roundSeconds } from "./parameters/round.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Row } from "./row.ts";
import { secondsPerRead } from "./seconds_per_read.ts";
import { visitsOf } from "./turns.ts";
import { type Visit, visitOf, windowNs } from "./visit.ts";

/**
 * Seconds that a visit takes beside its ramp and its window. Of exp7's visits
 * with 16 workers, where nothing else ran, those without hogs took 0.02 to 0.035
 * s in the mean of a run.
 */
const OVERHEAD = 0.03;
/**
 * Rounds of the scheduler that workers take to get ready and to end beside
 * hogs, and seconds to start and to end one of these: together 0.14 s more than
 * without, in 181 visits that each started 16 hogs; 0.1 to 0.15 s more in those
 * that found them running.
 */
const ROUNDS_BESIDE_HOGS = 1;
const SECONDS_PER_HOG = 0.004;
/** To fill its 64 MiB, of a disk that takes 200 MB a second. */
const SECONDS_PER_WRITER = 0.3;

/**
 * Seconds that a visit takes more while it is traced: its workers are given 0.06
 * s to get ready, and the tracer is asked at its end. 456 visits of `modes` by
 * tcp took 0.085 s in the mean beside ramp and window, and 18 of exp7 on a disk
 * 0.09 s; beside hogs 18 took 0.2 s.
 */
const SECONDS_PER_TRACE = 0.06;

/** Seconds that a visit will take, more or less, when its hogs run. */
export function visitSeconds(visit: Visit): number {
  const [cell] = visit.cells;
  if (cell.impossible) return 0;
  const { rampTime, busy, numberIos } = cell.params;
  const enough = numberIos ? numberIos * secondsPerRead(cell.params) : Infinity;
  return Math.min(windowNs(visit) / 1e9, enough) + rampTime + OVERHEAD +
    (busy ? ROUNDS_BESIDE_HOGS * roundSeconds(cell.params) : 0);
}

/** Seconds to start the hogs of cells that are measured in that order. */
export function hogSeconds(cells: readonly Cell[]): number {
  let seconds = 0;
  let running: string | undefined;
  for (const { params, impossible } of cells) {
    if (impossible) continue;
    const wanted = hogsKey(params);
    if (wanted !== undefined && wanted !== running) {
      seconds += params.busyPerCpu * hogCpus(params).length * SECONDS_PER_HOG +
        (params.writer ? SECONDS_PER_WRITER : 0);
    }
    running = wanted;
  }
  return seconds;
}

/** What tells which cells are measured together. */
type Compared = Pick<PlannedRun, "axes" | "aa">;

/** Seconds that cells of a run take one after the other, more or less. */
export function secondsOf(cells: readonly Cell[], run: Compared): number {
  const visits = visitsOf(cells, run);
  return visits.reduce((sum, visit) => sum + visitSeconds(visit), 0) +
    hogSeconds(visits.map(({ cells: [first] }) => first));
}

/**
 * Seconds that cells take, one after the other, while they are traced: each has
 * its window for itself.
 */
export function tracedSeconds(cells: readonly Cell[]): number {
  const possible = cells.filter(({ impossible }) => impossible === undefined);
  return possible.reduce((sum, cell) => sum + visitSeconds(visitOf(cell)), 0) +
    hogSeconds(possible) + possible.length * SECONDS_PER_TRACE;
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
