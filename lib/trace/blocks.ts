/** The traced runs of a cell, one per block, and what they say together. */

// @ts-types="@types/d3-array"
import { groups, mean } from "d3-array";
import { cellKey } from "../model/parameters/columns.ts";
import { usualEstimator } from "../stats/bootstrap.ts";
import type { CellTrace } from "./cell_trace.ts";
import { kicks, total, type TracedCell } from "./traced_cell.ts";
import type { Trigger } from "./trigger.ts";

/** All traced runs of one cell, in the order in which they ran. */
export type Blocks = readonly [TracedCell, ...TracedCell[]];

/** The runs of each cell, in the order in which the cells come first. */
export function byCell(cells: readonly TracedCell[]): Blocks[] {
  const found = groups(
    cells,
    ({ row: { cell } }) => `${cell.arm} ${cellKey(cell.params)}`,
  );
  return found.flatMap(([, [first, ...others]]): Blocks[] =>
    first ? [[first, ...others]] : []
  );
}

/** How many times cells were traced: in how many blocks. */
export function blockCount(cells: readonly TracedCell[]): number {
  return Math.max(1, ...cells.map(({ row }) => row.cell.repeat));
}

/** The sum of a count over runs; undefined where no run tells it. */
export function sumOver(
  cells: readonly TracedCell[],
  of: (cell: TracedCell) => number | undefined,
): number | undefined {
  const counts = cells.map(of).filter((count) => count !== undefined);
  return counts.length === 0
    ? undefined
    : counts.reduce((sum, count) => sum + count, 0);
}

/**
 * A part of a whole, 0 to 1: the mean over the cells of the mean over the runs
 * of each. All cells count alike, as do all runs of one; added up, the cells
 * with the most reads would decide. Runs without a whole tell nothing;
 * undefined where there is no other.
 */
export function meanShare(
  cells: readonly TracedCell[],
  part: (cell: TracedCell) => number | undefined,
  whole: (cell: TracedCell) => number | undefined,
): number | undefined {
  return mean(byCell(cells), (blocks) =>
    mean(blocks, (cell) => {
      const all = whole(cell);
      return all ? (part(cell) ?? 0) / all : undefined;
    }));
}

/** A {@linkcode meanShare} of what was counted by class in the traces. */
export function shareIn<K>(
  cells: readonly TracedCell[],
  counts: (trace: CellTrace) => ReadonlyMap<K, number>,
  key: K,
): number | undefined {
  return meanShare(
    cells,
    ({ trace }) => trace && counts(trace).get(key),
    ({ trace }) => trace && total(counts(trace)),
  );
}

/** The share of a trigger in what ran the task_work. */
export function triggerShare(
  cells: readonly TracedCell[],
  trigger: Trigger,
): number | undefined {
  return shareIn(cells, ({ triggers }) => triggers, trigger);
}

/** A mean over blocks and its 95 % interval, where it has one. */
export interface Rate {
  readonly rate: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

function rateIn(cell: TracedCell): number | undefined {
  const { row: { metrics: { ios } }, trace } = cell;
  const count = trace && kicks(trace);
  return count === undefined || !ios ? undefined : count / ios;
}

/**
 * Kicks per read: of each block the mean over its cells, which count alike, and
 * of the blocks the geometric mean with its 95 % interval. Blocks that not all
 * of the cells have are left out, as their means would be of something else.
 * The interval is of ratios and wants three blocks, each with a kick; where a
 * block has none the mean is the arithmetic one, without an interval. Undefined
 * where kicks were not seen.
 */
export function kicksPerRead(cells: readonly TracedCell[]): Rate | undefined {
  const all = byCell(cells).map((blocks) =>
    new Map(blocks.flatMap((cell) => {
      const rate = rateIn(cell);
      return rate === undefined ? [] : [[cell.row.cell.repeat, rate] as const];
    }))
  ).filter((rates) => rates.size > 0);
  const rates = [...all[0]?.keys() ?? []]
    .filter((block) => all.every((rates) => rates.has(block)))
    .map((block) => ({
      block,
      rate: mean(all, (rates) => rates.get(block)) ?? 0,
    }));
  const arithmetic = mean(rates, ({ rate }) => rate);
  if (arithmetic === undefined) return undefined;
  if (rates.some(({ rate }) => rate === 0)) {
    return { rate: arithmetic, low: undefined, high: undefined };
  }
  const { ratio = arithmetic, low, high } = usualEstimator(
    rates.map(({ block, rate }) => ({ block, from: 1, to: rate })),
  );
  return { rate: ratio, low, high };
}

/** "0.0050", and "0.0050 (0.0041 to 0.0061)" where there is an interval. */
export function rateText({ rate, low, high }: Rate): string {
  const text = rate.toFixed(4);
  return low === undefined || high === undefined
    ? text
    : `${text} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}
