import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";

/** Seconds that a cell takes beside its ramp and its window. */
const OVERHEAD = 0.08;
/** Of a read where their number ends a window: some wait for the tick. */
const SECONDS_PER_READ = 0.001;
/** Seconds to start and to end one hog. */
const OVERHEAD_PER_HOG = 0.003;

/** Seconds that a cell will take, more or less. */
export function cellSeconds(cell: Cell): number {
  if (cell.impossible) return 0;
  const { runtime, rampTime, busy, busyPerCpu, cpus } = cell.params;
  const { numberIos, thinktime } = cell.params;
  const enough = numberIos
    ? numberIos * (SECONDS_PER_READ + thinktime / 1e6)
    : Infinity;
  return Math.min(runtime, enough) + rampTime + OVERHEAD +
    (busy ? busyPerCpu * cpus.length * OVERHEAD_PER_HOG : 0);
}

/** Seconds that cells take one after the other, more or less. */
export function secondsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cellSeconds(cell), 0);
}

/** The cells that have no row yet, and the seconds that they will take. */
export function unmeasured(
  cells: readonly Cell[],
  rows: readonly Pick<Row, "cell">[],
): { cells: Cell[]; expected: number } {
  const done = new Set(rows.map(({ cell }) => cell.index));
  const left = cells.filter(({ index }) => !done.has(index));
  return { cells: left, expected: secondsOf(left) };
}
