import { duration, wrap } from "../base/terminal_text.ts";
import { tracedSeconds } from "../model/cell_seconds.ts";
import { TRACE_BLOCKS } from "../options/experiment_options.ts";
import { plural } from "../base/number_text.ts";
import type { Cell } from "../model/cell.ts";
import { cellKey } from "../model/parameters/columns.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { summaries, type Summary } from "../stats/summary.ts";
import { runCells } from "../run/runner.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { TracingExecutor } from "../trace/tracing_executor.ts";
import { type Plan, withRepeats } from "../setup/plan.ts";
import {
  asTraced,
  confinement,
  isToTrace,
  traceRuntime,
} from "../setup/traced_cells.ts";
import { confinementText } from "./announcement.ts";
import { runContext } from "./run_context.ts";
import { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** Equal for the runs of a cell, whatever their repetition. */
function keyOf({ arm, params }: Cell): string {
  return `${arm} ${cellKey(params)}`;
}

/**
 * Every cell that is to be traced and has figures, once in each of several
 * blocks and for as long as was asked for. The blocks are those that a plan of
 * so many repetitions has, so that none of what is compared is always traced
 * first.
 */
export function tracedCells(
  plan: Plan,
  summaries: readonly Summary[],
): Cell[] {
  const measured = new Set(
    summaries.filter(({ ok }) => ok > 0).map(({ params }) => cellKey(params)),
  );
  const runtime = traceRuntime(plan.checked);
  const origins = new Map(
    plan.cells.filter(({ repeat }) => repeat === 1)
      .map((cell) => [keyOf(cell), cell.index]),
  );
  const wanted = isToTrace(plan);
  return withRepeats(plan, TRACE_BLOCKS).cells
    .filter((cell) => wanted(cell) && measured.has(cellKey(cell.params)))
    .map((cell, index) => ({
      ...asTraced(cell, runtime),
      index,
      origin: origins.get(keyOf(cell)) ?? cell.index,
    }));
}

/**
 * Runs every cell that has figures under the tracer, in several blocks, and adds
 * what was seen to `traced` as it goes on.
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
    allStacks: plan.checked.options["trace-stacks"] === "all",
  });
  const iops = new Map(
    untraced.map((s) => [cellKey(s.params), s.spread("iops")?.middle]),
  );
  const each = plural(cells.length / TRACE_BLOCKS, "cell");
  const confined = confinementText(confinement(plan));
  const expected = tracedSeconds(cells);
  for (
    const line of wrap(
      `tracing ${each}, ${TRACE_BLOCKS} times each${confined}, about ` +
        duration(expected),
      status.width,
    )
  ) status.say(line);
  const monitor = new RunMonitor(status, { ...plan, cells, expected });
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
