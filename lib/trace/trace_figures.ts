import { computeTraceFigures, type Figures } from "../model/figures/mod.ts";
import type { Row } from "../model/row.ts";
import { kicks, sentRes, total, type TracedCell } from "./traced_cell.ts";

function figuresOf(cell: TracedCell): Figures {
  const { row: { metrics: { ios } }, trace } = cell;
  return trace && ios
    ? computeTraceFigures({
      ios,
      wakeups: total(trace.wakers),
      kicks: kicks(trace),
      resSent: sentRes(cell),
    })
    : {};
}

/** The rows of traced cells with the figures that only these tell. */
export function withTraceFigures(cells: readonly TracedCell[]): Row[] {
  return cells.map((cell) => ({
    ...cell.row,
    metrics: { ...cell.row.metrics, ...figuresOf(cell) },
  }));
}
