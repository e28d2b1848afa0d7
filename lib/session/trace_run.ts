import { TRACE_RUNTIME } from "../options/experiment_options.ts";
import type { Cell } from "../model/cell.ts";
import { cellKey } from "../model/parameters/columns.ts";
import { compareByAxes } from "../model/plan.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { summaries, type Summary } from "../stats/summary.ts";
import { runCells } from "../run/runner.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { TracingExecutor } from "../trace/tracing_executor.ts";
import type { Plan } from "../setup/plan.ts";
import { runContext } from "./run_context.ts";
import { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** Every cell that has figures once, for as long as was asked for. */
export function tracedCells(
  plan: Plan,
  summaries: readonly Summary[],
): Cell[] {
  const measured = new Set(
    summaries.filter(({ ok }) => ok > 0).map(({ params }) => cellKey(params)),
  );
  const runtime = plan.checked.options["trace-runtime"] ?? TRACE_RUNTIME;
  return plan.cells
    .filter((cell) => cell.repeat === 1 && measured.has(cellKey(cell.params)))
    .toSorted((a, b) => compareByAxes(a.params, b.params, plan.axes))
    .map((cell, index) => ({
      ...cell,
      index,
      origin: cell.index,
      params: {
        ...cell.params,
        runtime,
        // One cell is traced at a time.
        turn: 0,
        // The tracer counts until the end of the window as it was planned.
        numberIos: 0,
      },
    }));
}

/**
 * Runs every cell that has figures once more under the tracer and adds what was
 * seen to `traced` as it goes on.
 */
export async function traceRun(
  plan: Plan,
  identity: RunIdentity,
  rows: readonly Row[],
  traced: TracedCell[],
  around: Surroundings,
): Promise<void> {
  const { machine, status } = around;
  const untraced = summaries(rows, plan.axes);
  const cells = tracedCells(plan, untraced);
  await using executor = new TracingExecutor(machine, {
    pid: Deno.pid,
    nowNs: () => machine.nowNs(),
    command: [machine.tracerPath],
  });
  const iops = new Map(
    untraced.map((s) => [cellKey(s.params), s.spread("iops")?.median]),
  );
  status.say(`tracing ${cells.length} cells once each`);
  const monitor = new RunMonitor(status, { ...plan, cells });
  const context = runContext(plan, identity, executor, monitor, around);
  for await (const row of runCells(cells, context)) {
    monitor.row(row);
    traced.push({
      row,
      // Of a cell that failed at its end there may be one, to no use.
      trace: row.status === "ok" ? executor.traceOf(row.cell) : undefined,
      untracedIops: iops.get(cellKey(row.cell.params)),
    });
  }
}
