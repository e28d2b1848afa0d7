import { ERRNO, errnoText } from "../base/errno.ts";
import type { Cell } from "../model/cell.ts";
import type {
  EventfdWakes,
  Measurement,
  ReadErrors,
} from "../model/measurement/measurement.ts";
import { computeFigures, type Figures } from "../model/figures/mod.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import { needsGetevents } from "../model/parameters/modes.ts";
import { brokenPremises } from "../model/premises/mod.ts";
import { NEVER_VISIBLE, type Row, type RunIdentity } from "../model/row.ts";
import { type Visit, visitOf } from "../model/visit.ts";
import type { Hogs } from "./busy.ts";
import type { CellWatch, Watched } from "./cell_watch.ts";
import {
  CellError,
  type Executor,
  ImpossibleError,
  type MeasureOptions,
  type Progress,
  type TurnExecutor,
} from "./executor.ts";
import { KeptHogs } from "./kept_hogs.ts";
import { measurementOf, type RawMeasurement } from "./raw_measurement.ts";

/** What the runner needs beside the plan. */
export interface RunContext {
  identity: RunIdentity;
  executor: Executor;
  /** Measures arms that take turns; without it each has a cell of its own. */
  turns?: TurnExecutor;
  /**
   * Whether a CPU is free for uringlab's own threads while a cell is measured:
   * it reads counters at the edges of turns there ({@linkcode TurnOptions}),
   * and else keeps {@linkcode MeasureOptions.quiet}. Neither if absent.
   */
  hasFreeCpu?: (cell: Cell) => boolean;
  /**
   * Starts the hogs of a cell, and its writer if it has one. Throws
   * {@linkcode CellError}.
   */
  startBusy: (cell: Cell) => Promise<Hogs>;
  /** What the writer among them has written so far; undefined without one. */
  writes?: (cell: Cell, hogs: Hogs | undefined) => number | undefined;
  /** Actions of the target's interrupts, "virtio1-req.0" for example. */
  targetIrqActions: readonly string[];
  /** Requests that the queues of some CPUs hold; undefined where unknown. */
  requests: (cpus: readonly number[]) => number | undefined;
  /** Begins to watch what happens to the machine while a cell is measured. */
  watch?: (cell: Cell) => CellWatch;
  signal: AbortSignal;
  /** As in {@linkcode MeasureOptions}. */
  drainTimeout?: number;
  nice?: number;
  onStart?: (cell: Cell) => void;
  onProgress?: (cell: Cell, progress: Progress) => void;
}

/** Why reads that went wrong make a cell fail; undefined if none did. */
export function readFailure(errors: ReadErrors): string | undefined {
  const kinds = [
    ...[...errors.byErrno].map(([errno, count]) =>
      `${count} with ${errno ? errnoText(errno) : "another errno"}`
    ),
    errors.short ? `${errors.short} short (as past the end of a file)` : "",
    errors.verify ? `${errors.verify} with wrong content` : "",
    errors.unexpectedCqes ? `${errors.unexpectedCqes} unexpected CQEs` : "",
  ].filter(Boolean);
  if (kinds.length === 0) return undefined;
  const at = errors.firstOffset === undefined
    ? ""
    : `, the first at offset ${errors.firstOffset}`;
  return `reads failed: ${kinds.join(", ")}${at}`;
}

const POLL_QUEUES =
  "IORING_SETUP_IOPOLL needs poll queues (nvme: poll_queues=N)";

/** Why reads were not polled for as asked; undefined if they were. */
function notPolled(
  { params }: Cell,
  { errors: { byErrno } }: Measurement,
  { disk_irqs_per_io: irqs = 0 }: Figures,
): string | undefined {
  if (params.mode !== "iopoll") return undefined;
  if (byErrno.size === 1 && byErrno.has(ERRNO.EOPNOTSUPP)) {
    return `reads were refused with EOPNOTSUPP: ${POLL_QUEUES}`;
  }
  // Before 6.12 the block layer took such reads for ordinary ones.
  return irqs > 0.05
    ? `the disk raised ${Number(irqs.toPrecision(2))} interrupts per read: ` +
      POLL_QUEUES
    : undefined;
}

/** What the readers of eventfds were woken for, if for nothing; ramp included. */
function wokenForNothing({ workers }: Measurement): string {
  const sum = (of: (counts: EventfdWakes) => number) =>
    workers.reduce(
      (all, { eventfd, rampEventfd }) => all + of(eventfd) + of(rampEventfd),
      0,
    );
  if (sum(({ empty }) => empty) === 0) return "";
  const timed = sum((counts) => counts.timed);
  const after = timed === 0
    ? ""
    : ` after ${(sum((e) => e.wakeSumNs) / timed / 1e3).toFixed(0)} us`;
  return `; the eventfd woke its reader${after}, but there was no CQE`;
}

/** What a window without a single read means. */
function noReads(
  { params: { mode, wait, load } }: Cell,
  measurement: Measurement,
): Pick<Row, "status" | "reason"> {
  // Who waits in the kernel may have begun to before the window.
  const entered = wait === "second_thread" || wait === "wait" ||
    measurement.workers.some(({ geteventsCalls }) => geteventsCalls > 0);
  return needsGetevents(mode) && !entered
    ? {
      status: "impossible",
      reason: `${NEVER_VISIBLE} in the window, as nobody ` +
        `entered the kernel with GETEVENTS${wokenForNothing(measurement)}`,
    }
    : {
      status: "failed",
      reason: load === "read"
        ? "no read completed in the window"
        : "nothing completed in the window",
    };
}

/** What a run has, and the hogs that its visits share. */
interface Running extends RunContext {
  readonly hogs: KeptHogs;
}

/** What was measured, and what a writer did meanwhile if there was one. */
interface Beside<T> {
  readonly measured: T;
  readonly writesPerSecond?: number;
}

/** Runs something beside the hogs of a cell, if it has any. */
async function besideHogs<T>(
  cell: Cell,
  run: Running,
  measure: (options: MeasureOptions) => Promise<T>,
): Promise<Beside<T>> {
  const hogs = await run.hogs.of(cell);
  const quiet = run.hasFreeCpu?.(cell) === false;
  // Once, so that it is seen which cell that is.
  if (quiet) run.onProgress?.(cell, { phase: "setup", ios: 0 });
  const options: MeasureOptions = {
    signal: run.signal,
    ...(run.drainTimeout !== undefined && { drainTimeout: run.drainTimeout }),
    ...(run.nice !== undefined && { nice: run.nice }),
    ...(quiet && { quiet }),
    ...(run.onProgress &&
      { onProgress: (progress) => run.onProgress?.(cell, progress) }),
  };
  try {
    const [from, before] = [performance.now(), run.writes?.(cell, hogs)];
    const measured = await measure(options);
    const [to, after] = [performance.now(), run.writes?.(cell, hogs)];
    const lost = hogs?.lost();
    if (!lost) {
      return {
        measured,
        ...(before !== undefined && after !== undefined && {
          writesPerSecond: (after - before) / (to - from) * 1e3,
        }),
      };
    }
    throw new CellError(`${hogs?.what} ended during the cell, ${lost} times`);
  } finally {
    hogs?.pause();
  }
}

/** A row that has no figures yet. */
type EmptyRow = Omit<Row, "status" | "reason">;

function emptyRow(cell: Cell, run: RunContext): EmptyRow {
  return {
    identity: run.identity,
    cell,
    startedAt: new Date().toISOString(),
    metrics: {},
    interrupts: [],
    broken: [],
  };
}

/** The row of a cell that ran to its end. */
function measuredRow(
  row: EmptyRow,
  raw: RawMeasurement,
  watched: Partial<Watched> & { readonly writesPerSecond?: number },
  run: RunContext,
): Row {
  const { cell } = row;
  const measurement = measurementOf(raw, {
    cpus: cell.params.cpus,
    targetIrqActions: run.targetIrqActions,
    ...watched,
  });
  const metrics = computeFigures(cell.params, measurement);
  const reason = notPolled(cell, measurement, metrics);
  if (reason) return { ...row, status: "impossible", reason };
  const { load } = cell.params;
  const failure = readFailure(measurement.errors);
  if (failure) {
    return { ...row, status: "failed", reason: inWordsOf(load, failure) };
  }
  if (metrics.ios === 0) return { ...row, ...noReads(cell, measurement) };
  return {
    ...row,
    metrics,
    latencies: {
      slat: measurement.slat,
      clat: measurement.clat,
      lat: measurement.lat,
      ...(measurement.delivery && { delivery: measurement.delivery }),
    },
    interrupts: measurement.interrupts,
    turns: measurement.turns,
    status: "ok",
    reason: "",
    broken: brokenPremises(metrics, cell.params, {
      requests: run.requests(cell.params.cpus),
    }),
  };
}

async function runCell(cell: Cell, run: Running): Promise<Row> {
  const row = emptyRow(cell, run);
  if (cell.impossible) {
    return { ...row, status: "impossible", reason: cell.impossible };
  }
  try {
    using watch = run.watch?.(cell);
    const { measured, ...beside } = await besideHogs(
      cell,
      run,
      (options) => run.executor.measure(cell, options),
    );
    const watched = { ...watch?.tell(measured), ...beside };
    return measuredRow(row, measured, watched, run);
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const status = error instanceof ImpossibleError ? "impossible" : "failed";
    return { ...row, status, reason: error.message };
  }
}

/** The rows of arms that take turns, or why these cannot be had together. */
async function runTurns(
  visit: Visit,
  turns: TurnExecutor,
  run: Running,
): Promise<Row[] | ImpossibleError> {
  const [first] = visit.cells;
  const rows = visit.cells.map((cell) => emptyRow(cell, run));
  try {
    using watch = run.watch?.(first);
    const { measured: raws, ...beside } = await besideHogs(
      first,
      run,
      (options) =>
        turns.measureTurns(visit, {
          ...options,
          turnSnapshots: run.hasFreeCpu?.(first) ?? false,
        }),
    );
    return rows.flatMap((row, arm) => {
      const own = raws[arm];
      return own
        ? [measuredRow(row, own, { ...watch?.tell(own), ...beside }, run)]
        : [];
    });
  } catch (error) {
    if (error instanceof ImpossibleError) return error;
    if (!(error instanceof CellError)) throw error;
    const { message: reason } = error;
    return rows.map((row) => ({ ...row, status: "failed", reason }));
  }
}

/**
 * Measures a visit: a row for each of its cells. Where there cannot be all of
 * its arms together, each is measured alone, and one says why.
 */
async function* runVisit(visit: Visit, run: Running): AsyncGenerator<Row> {
  const [first, ...others] = visit.cells;
  const together = run.turns && others.length > 0
    ? await runTurns(visit, run.turns, run)
    : undefined;
  if (Array.isArray(together)) {
    yield* together;
    return;
  }
  // One arm that this kernel lacks is enough for all to be refused together.
  for (const cell of [first, ...others]) yield await runCell(cell, run);
}

/**
 * Measures the visits one after the other and yields a row for each cell as
 * soon as its visit ends. A cell that fails is a row too. Throws the signal's
 * reason when it is aborted, and {@linkcode TargetLostError} when the target
 * does not answer; the visit that was going on then has no row. Hogs run on
 * from one visit to the next that wants the same, and end when this does.
 */
export async function* runVisits(
  visits: readonly Visit[],
  run: RunContext,
): AsyncGenerator<Row> {
  await using hogs = new KeptHogs(run.startBusy);
  for (const visit of visits) {
    run.signal.throwIfAborted();
    run.onStart?.(visit.cells[0]);
    yield* runVisit(visit, { ...run, hogs });
  }
}

/** As {@linkcode runVisits}, of cells that are measured alone. */
export function runCells(
  cells: readonly Cell[],
  run: RunContext,
): AsyncGenerator<Row> {
  return runVisits(cells.map(visitOf), run);
}
