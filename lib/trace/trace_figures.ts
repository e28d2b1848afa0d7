import { computeTraceFigures, type Figures } from "../model/figures/mod.ts";
import type { Row } from "../model/row.ts";
import { isValidTrace } from "./reconciliation.ts";
import { kicks, sentRes, total, type TracedCell } from "./traced_cell.ts";

function figuresOf(cell: TracedCell): Figures {
  const { row: { metrics: { ios } }, trace } = cell;
  return trace && ios && isValidTrace(cell)
    ? computeTraceFigures({
      ios,
      wakeups: total(trace.wakers),
      kicks: kicks(trace),
      resSent: sentRes(cell),
      landed: trace.landed,
      runs: {
        syscall: trace.entries.get("do_syscall_64") ?? 0,
        fault: trace.entries.get("exc_page_fault") ?? 0,
        all: total(trace.entries),
      },
    })
    : {};
}

/**
 * The rows of traced cells with the figures that only these tell, where the
 * trace is valid.
 */
export function withTraceFigures(cells: readonly TracedCell[]): Row[] {
  return cells.map((cell) => ({
    ...cell.row,
    metrics: { ...cell.row.metrics, ...figuresOf(cell) },
  }));
}
