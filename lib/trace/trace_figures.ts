import type { Figures } from "../model/figures/mod.ts";
import type { Row } from "../model/row.ts";
import { kicks, sentRes, total, type TracedCell } from "./traced_cell.ts";

function figuresOf(cell: TracedCell): Figures {
  const { row: { metrics }, trace } = cell;
  if (!trace || !metrics.ios) return {};
  const perIo = (count: number) => count / (metrics.ios ?? NaN);
  const kicked = kicks(trace);
  const sent = sentRes(cell);
  return {
    wakeups_per_io: perIo(total(trace.wakers)),
    ...(kicked !== undefined && { kicks_per_io: perIo(kicked) }),
    ...(sent !== undefined && { res_sent_per_io: perIo(sent) }),
  };
}

/** The rows of traced cells with the figures that only these tell. */
export function withTraceFigures(cells: readonly TracedCell[]): Row[] {
  return cells.map((cell) => ({
    ...cell.row,
    metrics: { ...cell.row.metrics, ...figuresOf(cell) },
  }));
}
