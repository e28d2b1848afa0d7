import { type Options, TRACE_RUNTIME } from "../cli/options.ts";
import { RunError } from "../errors.ts";
import type { Cell } from "../model/cell.ts";
import { product } from "../model/plan.ts";
import type { RunIdentity } from "../model/row.ts";
import { csvLines } from "../report/csv_file.ts";
import type { ChartContext } from "../report/experiment_charts.ts";
import type { ResultsDirectory } from "../report/results_directory.ts";
import type { Summary } from "../report/summary.ts";
import { TRACE_COLUMNS, triggerLines } from "../report/trace/columns.ts";
import { callbackText, foldedText, stackText } from "../report/trace/stacks.ts";
import { kicksChart, triggersChart } from "../report/trace/trace_charts.ts";
import {
  traceFindings,
  traceOverhead,
} from "../report/trace/trace_findings.ts";
import { triggerTable } from "../report/trace/trigger_table.ts";
import { runCells } from "../run/runner.ts";
import type { CellTrace } from "../trace/cell_trace.ts";
import { functionRanges } from "../trace/kallsyms.ts";
import { findTracing, type TracedEvent, type Tracing } from "../trace/tier.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { wrap } from "../text.ts";
import { TracingExecutor } from "../trace/tracing_executor.ts";
import { chartContext } from "./export_results.ts";
import type { Prepared } from "./prepare.ts";
import { RunMonitor } from "./run_monitor.ts";
import { runContext } from "./run_context.ts";
import type { Surroundings } from "./surroundings.ts";

/** The functions whose IPIs are kicks; one is inlined into the other or not. */
const KICKERS = ["task_work_add", "kick_process"];

/**
 * Finds out what can be traced here, before anything is measured. Throws
 * {@linkcode RunError} when nothing can.
 */
export async function requireTracing(
  { files }: Surroundings,
): Promise<Tracing> {
  const tracing = await findTracing(files);
  if (tracing.tier !== "none") return tracing;
  const reasons = tracing.obstacles.map(({ what, why, remedy }) =>
    `${what} (${why}): ${remedy}`
  );
  throw new RunError(`--trace cannot trace here: ${reasons.join("; ")}`);
}

/** Every combination once, long enough for bpftrace. */
export function tracedCells(run: Prepared, options: Options): Cell[] {
  return product(run.axes).map((params, index) => ({
    index,
    repeat: 1,
    seed: run.seed + index,
    params: {
      ...run.base,
      ...params,
      runtime: options["trace-runtime"] ?? TRACE_RUNTIME,
    },
  }));
}

function untracedIops(cell: Cell, summaries: readonly Summary[]) {
  const key = ({ mode, busy, iodepth }: Cell["params"]) =>
    `${mode} ${busy} ${iodepth}`;
  return summaries.find((s) => key(s.params) === key(cell.params))
    ?.spread("iops")?.median;
}

/** The files of stacks, the first of them named as the document's. */
const STACK_FILES = [
  ["kstack_tctx_task_work", (trace: CellTrace) => trace.stacks],
  ["kstack_waker", (trace: CellTrace) => trace.wakerStacks],
] as const;

/** Writes the files of the traced cells; nothing where none was traced. */
function exportTraces(
  cells: readonly TracedCell[],
  run: Prepared,
  identity: RunIdentity,
  tracing: Tracing,
  directory: ResultsDirectory,
  { machine, print }: Surroundings,
): void {
  directory.write(
    "trace.csv",
    csvLines([
      TRACE_COLUMNS.map(({ name }) => name),
      ...cells.map((cell) => TRACE_COLUMNS.map(({ value }) => value(cell))),
    ]),
  );
  const traced = cells.filter(({ trace }) => trace);
  if (traced.length === 0) return;
  directory.write("triggers.csv", csvLines(triggerLines(cells)));
  for (const mode of new Set(cells.map(({ row }) => row.cell.params.mode))) {
    const some = cells.filter(({ row }) => row.cell.params.mode === mode);
    const suffix = mode === "default" ? "" : `_${mode}`;
    for (const [name, of] of STACK_FILES) {
      directory.write(`${name}${suffix}.txt`, stackText(some, of));
      directory.write(`${name}${suffix}.folded`, foldedText(some, of));
    }
  }
  const callbacks = callbackText(traced);
  if (callbacks !== undefined) {
    directory.write("task_work_callbacks.txt", callbacks);
  }
  const context: ChartContext = {
    ...chartContext(run, identity, cells.map(({ row }) => row)),
    repeats: 1,
    runtime: cells[0]?.row.cell.params.runtime ?? 0,
  };
  directory.write("triggers.svg", triggersChart(cells, context));
  directory.write("kicks.svg", kicksChart(cells, context));
  directory.write(
    "findings.md",
    traceFindings(cells, {
      setting: context.setting,
      run: identity.run,
      tier: tracing.tier,
      obstacles: tracing.obstacles.map(({ what, why, remedy }) =>
        `${what} (${why}). To mend it: ${remedy}`
      ),
      syscallName: (number) => machine.syscallName(number),
    }),
  );
  print(
    `\n${triggerTable(traced)}\n${wrap(traceOverhead(cells)).join("\n")}\n`,
  );
}

/**
 * Runs every cell once more under bpftrace and writes what was seen. Returns
 * whether all could be measured and traced.
 */
export async function traceRun(
  run: Prepared,
  options: Options,
  identity: RunIdentity,
  tracing: Tracing,
  summaries: readonly Summary[],
  directory: ResultsDirectory,
  around: Surroundings,
): Promise<boolean> {
  const { machine, files, status } = around;
  const planned = tracedCells(run, options);
  const executor = new TracingExecutor(machine, {
    pid: Deno.pid,
    nowNs: () => machine.nowNs(),
    kprobes: tracing.tier === "kprobes",
    hasEvent: (name) => tracing.events[name as TracedEvent] != null,
    kickRanges: functionRanges(files.read("/proc/kallsyms") ?? "", KICKERS),
  });
  status.say(`tracing ${planned.length} cells once each`);
  const monitor = new RunMonitor(status, { ...run, cells: planned });
  const traced: TracedCell[] = [];
  try {
    const rows = runCells(
      planned,
      runContext(run, identity, executor, monitor, around),
    );
    for await (const row of rows) {
      monitor.row(row);
      traced.push({
        row,
        // Of a cell that failed at its end there may be one, to no use.
        trace: row.status === "ok" ? executor.traceOf(row.cell) : undefined,
        untracedIops: untracedIops(row.cell, summaries),
      });
    }
  } finally {
    status.clear();
    if (traced.length > 0) {
      exportTraces(traced, run, identity, tracing, directory, around);
    }
  }
  return traced.every(({ trace }) => trace);
}
