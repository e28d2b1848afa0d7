import { type Options, TRACE_RUNTIME } from "../options/options.ts";
import { RunError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import { cellKey } from "../model/parameters/columns.ts";
import type { Experiment } from "../model/experiment.ts";
import { compareByAxes } from "../model/plan.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Summary } from "../stats/summary.ts";
import { runCells } from "../run/runner.ts";
import { functionRanges } from "../trace/kallsyms.ts";
import { findTracing, type TracedEvent, type Tracing } from "../trace/tier.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { TracingExecutor } from "../trace/tracing_executor.ts";
import type { Prepared } from "../setup/plan.ts";
import { runContext } from "./run_context.ts";
import { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** The functions whose IPIs are kicks; one is inlined into the other or not. */
const KICKERS = ["task_work_add", "kick_process"];

function whyNot({ obstacles }: Tracing): string {
  return obstacles.map(({ what, why, remedy }) => `${what} (${why}): ${remedy}`)
    .join("; ");
}

/**
 * Finds out what can be traced here, before anything is measured; undefined
 * where nothing is to be traced. Throws {@linkcode RunError} when that was
 * asked for and cannot be.
 */
export async function prepareTracing(
  experiment: Experiment,
  options: Options,
  { files, status }: Surroundings,
): Promise<Tracing | undefined> {
  if (options["no-trace"] || !(options.trace || experiment.traced)) {
    return undefined;
  }
  const tracing = await findTracing(files);
  if (tracing.tier !== "none") return tracing;
  if (options.trace) {
    throw new RunError(`--trace cannot trace here: ${whyNot(tracing)}`);
  }
  status.say(
    `note: ${experiment.name} counts kicks by tracing, which cannot be done ` +
      `here: ${whyNot(tracing)}; they are left out`,
  );
  return undefined;
}

/** Every cell that has figures once, long enough for bpftrace. */
export function tracedCells(
  run: Prepared,
  options: Options,
  summaries: readonly Summary[],
): Cell[] {
  const measured = new Set(
    summaries.filter(({ ok }) => ok > 0).map(({ params }) => cellKey(params)),
  );
  return run.cells
    .filter((cell) => cell.repeat === 1 && measured.has(cellKey(cell.params)))
    .toSorted((a, b) => compareByAxes(a.params, b.params, run.axes))
    .map((cell, index) => ({
      ...cell,
      index,
      origin: cell.index,
      params: {
        ...cell.params,
        runtime: options["trace-runtime"] ?? TRACE_RUNTIME,
        // The probes count until the end of the window as it was planned.
        numberIos: 0,
      },
    }));
}

/**
 * Runs every cell that has figures once more under bpftrace and adds what was
 * seen to `traced` as it goes on.
 */
export async function traceRun(
  run: Prepared,
  options: Options,
  identity: RunIdentity,
  tracing: Tracing,
  summaries: readonly Summary[],
  traced: TracedCell[],
  around: Surroundings,
): Promise<void> {
  const { machine, files, status } = around;
  const planned = tracedCells(run, options, summaries);
  const executor = new TracingExecutor(machine, {
    pid: Deno.pid,
    nowNs: () => machine.nowNs(),
    kprobes: tracing.tier === "kprobes",
    hasEvent: (name) => tracing.events[name as TracedEvent] != null,
    kickRanges: functionRanges(files.read("/proc/kallsyms") ?? "", KICKERS),
  });
  const untraced = new Map(
    summaries.map((s) => [cellKey(s.params), s.spread("iops")?.median]),
  );
  status.say(`tracing ${planned.length} cells once each`);
  const monitor = new RunMonitor(status, { ...run, cells: planned });
  const context = runContext(
    run,
    identity,
    executor,
    monitor,
    around,
    options["drain-timeout"],
  );
  for await (const row of runCells(planned, context)) {
    monitor.row(row);
    traced.push({
      row,
      // Of a cell that failed at its end there may be one, to no use.
      trace: row.status === "ok" ? executor.traceOf(row.cell) : undefined,
      untracedIops: untraced.get(cellKey(row.cell.params)),
    });
  }
}
