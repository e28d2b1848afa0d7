import { parseInterrupts } from "../host/interrupts.ts";
import type { Cell } from "../model/cell.ts";
import type { Measurement, ReadErrors } from "../model/measurement.ts";
import { cpuInterrupts } from "../model/cpu_interrupts.ts";
import { computeMetrics } from "../model/metrics.ts";
import { brokenPremises } from "../model/premises.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import type { Hogs } from "./busy.ts";
import { CellError, type Executor, type Progress } from "./executor.ts";

/** What the runner needs beside the plan. */
export interface RunContext {
  identity: RunIdentity;
  executor: Executor;
  /** Starts the hogs of a cell. Throws {@linkcode CellError}. */
  startBusy: (cell: Cell) => Promise<Hogs>;
  /** Text of an errno, "EIO (i/o error)" for 5. */
  errnoText: (errno: number) => string;
  /** Actions of the target's interrupts, "virtio1-req.0" for example. */
  targetIrqActions: readonly string[];
  nonInterruptCores: boolean;
  /** Requests that the target's queues hold; undefined where unknown. */
  requests: number | undefined;
  signal: AbortSignal;
  onStart?: (cell: Cell) => void;
  onProgress?: (cell: Cell, progress: Progress) => void;
}

/** Names the lines of /proc/interrupts that belong to these actions. */
function linesOf(text: string, actions: readonly string[]): string[] {
  return parseInterrupts(text).lines.filter((l) => actions.includes(l.action))
    .map((l) => l.name);
}

/** Why reads that went wrong make a cell fail; undefined if none did. */
export function readFailure(
  errors: ReadErrors,
  errnoText: (errno: number) => string,
): string | undefined {
  const kinds = [
    ...[...errors.byErrno].map(([errno, count]) =>
      `${count} with ${errno ? errnoText(errno) : "another errno"}`
    ),
    errors.short ? `${errors.short} short` : "",
    errors.verify ? `${errors.verify} with wrong content` : "",
    errors.unexpectedCqes ? `${errors.unexpectedCqes} unexpected CQEs` : "",
  ].filter(Boolean);
  if (kinds.length === 0) return undefined;
  const at = errors.firstOffset === undefined
    ? ""
    : `, the first at offset ${errors.firstOffset}`;
  return `reads failed: ${kinds.join(", ")}${at}`;
}

async function measure(cell: Cell, run: RunContext): Promise<Measurement> {
  await using hogs = cell.params.busy ? await run.startBusy(cell) : undefined;
  const measurement = await run.executor.measure(cell, {
    signal: run.signal,
    ...(run.onProgress &&
      { onProgress: (progress) => run.onProgress?.(cell, progress) }),
  });
  if (hogs?.lost()) {
    throw new CellError(`busy ended during the cell, ${hogs.lost()} times`);
  }
  return measurement;
}

async function runCell(cell: Cell, run: RunContext): Promise<Row> {
  const row = {
    identity: run.identity,
    cell,
    startedAt: new Date().toISOString(),
    metrics: {},
    interrupts: [],
    notes: [],
  };
  try {
    const measurement = await measure(cell, run);
    const irqs = linesOf(measurement.after.interrupts, run.targetIrqActions);
    const metrics = computeMetrics(cell, measurement, irqs);
    const failure = readFailure(measurement.errors, run.errnoText);
    if (failure) return { ...row, status: "failed", reason: failure };
    return {
      ...row,
      metrics,
      interrupts: cpuInterrupts(measurement, irqs),
      status: "ok",
      reason: "",
      notes: brokenPremises(metrics, cell.params, run),
    };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { ...row, status: "failed", reason: error.message };
  }
}

/**
 * Measures the cells one after the other and yields a row for each as soon as
 * it ends. A cell that fails is a row too. Throws the signal's reason when it
 * is aborted; the cell that was running then has no row.
 */
export async function* runCells(
  cells: readonly Cell[],
  run: RunContext,
): AsyncGenerator<Row> {
  for (const cell of cells) {
    run.signal.throwIfAborted();
    run.onStart?.(cell);
    yield await runCell(cell, run);
  }
}
