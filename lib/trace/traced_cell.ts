import type { Row } from "../model/row.ts";
import type { CellTrace } from "./cell_trace.ts";

/** A cell that ran once more while it was traced. */
export interface TracedCell {
  /** Its figures while traced, or the reason why it was not. */
  row: Row;
  trace: CellTrace | undefined;
  /** Median IOPS of the untraced runs of the same cell. */
  untracedIops: number | undefined;
}

/** Events of a map, all of them or those of some keys. */
export function total<K>(
  counts: ReadonlyMap<K, number> | undefined,
  keys?: readonly K[],
): number {
  let sum = 0;
  for (const [key, count] of counts ?? []) {
    if (!keys || keys.includes(key)) sum += count;
  }
  return sum;
}

/** Rescheduling IPIs that task_work_add() sent to the measured CPUs. */
export function kicks({ ipis }: CellTrace): number | undefined {
  return ipis && total(ipis, ["RES kick", "CAL kick"]);
}

/** IPIs that the scheduler sent to the measured CPUs to wake or to preempt. */
export function wakeupIpis({ ipis }: CellTrace): number | undefined {
  return ipis && total(ipis, ["RES wakeup", "CAL wakeup"]);
}

/** The RES interrupts that the probes saw sent to the measured CPUs. */
export function sentRes({ trace }: TracedCell): number | undefined {
  return trace?.ipis &&
    total(trace.ipis, ["RES kick", "RES wakeup", "RES other"]);
}
