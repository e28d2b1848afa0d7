/**
 * The memory that a cell shares with the library: made before, read after. All
 * of it works without the library.
 */
import type { Cell } from "../lib/model/cell.ts";
import { BUCKETS, type Histogram } from "../lib/model/measurement/histogram.ts";
import type {
  ReadErrors,
  WorkerCounts,
} from "../lib/model/measurement/measurement.ts";
import { nativeFields } from "../lib/model/parameters/native.ts";
import type { Progress } from "../lib/run/executor.ts";
import type { RawMeasurement, Snapshot } from "../lib/run/raw_measurement.ts";
import * as abi from "./abi.ts";

const HISTOGRAM_KINDS = ["slat", "clat", "lat"] as const;
const HISTOGRAM_LENGTH = BUCKETS + 1;

/** What the library is told beside the cell's own parameters. */
export interface CellSetting {
  /** Alignment of the read buffers, in bytes. */
  readonly memAlign: number;
  /** Room for each text of /proc, in bytes. */
  readonly snapshotBytes: number;
  /** When the window begins, ns of CLOCK_MONOTONIC; 0: after the ramp. */
  readonly windowStartNs: bigint;
  /** How long reads may take to come back, in seconds. */
  readonly drainTimeout: number;
  /** What is added to the nice value of the workers. */
  readonly nice: number;
}

/** One part of a cell's memory by its name in struct uringlab_cell_memory. */
export type CellParts = Readonly<
  Record<
    Exclude<typeof abi.CELL_PARTS[number], "path" | "snapshots">,
    BigUint64Array<ArrayBuffer>
  > & Record<"path" | "snapshots", Uint8Array<ArrayBuffer>>
>;

/** The text as C wants it, ended by a NUL. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

/** CPU numbers as C wants them. */
export function cpuArray(
  cpus: readonly number[],
): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(cpus, BigInt);
}

/** The cell as struct uringlab_cell_params. */
export function encodeParams(
  { params, seed }: Cell,
  setting: CellSetting,
): BigUint64Array<ArrayBuffer> {
  return abi.encode(abi.CELL_PARAMS, {
    ...nativeFields(params),
    mem_align: setting.memAlign,
    seed,
    nice: setting.nice,
    window_start_ns: setting.windowStartNs,
    drain_timeout_ns: Math.round(setting.drainTimeout * 1e9),
    snapshot_bytes: setting.snapshotBytes,
  });
}

/** Memory for one cell; the library writes to all but params, path and cpus. */
export function allocateCell(cell: Cell, setting: CellSetting): CellParts {
  const { filename, cpus, partnerCpus, workers } = cell.params;
  return {
    params: encodeParams(cell, setting),
    path: cString(filename),
    cpus: cpuArray([...cpus, ...partnerCpus]),
    live: abi.allocate(abi.LIVE),
    result: abi.allocate(abi.CELL_RESULT),
    workers: abi.allocate(abi.WORKER_RESULT, workers),
    histograms: new BigUint64Array(HISTOGRAM_KINDS.length * HISTOGRAM_LENGTH),
    errnos: new BigUint64Array(abi.ERRNOS),
    slices: new BigUint64Array(abi.SLICES),
    snapshots: new Uint8Array(abi.SNAPSHOTS * setting.snapshotBytes),
  };
}

/**
 * Where each part is and how many bytes it has, as struct uringlab_cell_memory.
 * It holds addresses only: whoever passes it on keeps the parts until the call
 * has returned.
 */
export function describeCell(parts: CellParts): BigUint64Array<ArrayBuffer> {
  const fields = abi.CELL_PARTS.flatMap((name): [string, bigint][] => [
    [name, Deno.UnsafePointer.value(Deno.UnsafePointer.of(parts[name]))],
    [`${name}_bytes`, BigInt(parts[name].byteLength)],
  ]);
  return abi.encode(abi.CELL_MEMORY, Object.fromEntries(fields));
}

/** Tells a running cell to end now. */
export function stopCell({ live }: CellParts): void {
  Atomics.store(live, abi.LIVE.indexOf("stop"), 1n);
}

/** Where a running cell is. */
export function progressOf({ live }: CellParts): Progress {
  const { phase, ios } = abi.decode(abi.LIVE, live);
  return { phase: abi.nameOf(abi.PHASES, phase), ios: Number(ios) };
}

/** A number that the kernel may not have told. */
function known(value: bigint): number | undefined {
  return value === abi.UNKNOWN ? undefined : Number(value);
}

/** Parts per million as a share of 1. */
function fraction(ppm: number | undefined): number | undefined {
  return ppm === undefined ? undefined : ppm / 1e6;
}

type WorkerStruct = abi.Struct<typeof abi.WORKER_RESULT>;

function workerCounts(w: WorkerStruct): WorkerCounts {
  return {
    tid: Number(w.tid),
    ios: Number(w.ios),
    submitCalls: Number(w.submit_calls),
    geteventsCalls: Number(w.getevents_calls),
    reaps: Number(w.reaps),
    cqReady: Number(w.cq_ready),
    thinkNs: Number(w.think_ns),
    userNs: Number(w.user_ns),
    systemNs: Number(w.system_ns),
    nvcsw: Number(w.nvcsw),
    nivcsw: Number(w.nivcsw),
    minflt: Number(w.minflt),
    majflt: Number(w.majflt),
    runNs: known(w.run_ns),
    delayNs: known(w.delay_ns),
    migrations: known(w.migrations),
    partnerRunNs: known(w.partner_run_ns),
    partnerCalls: Number(w.partner_calls),
    eventfd: {
      wakeups: Number(w.partner_wakeups),
      empty: Number(w.partner_empty),
      timed: Number(w.partner_wakes_timed),
      wakeSumNs: Number(w.partner_wake_sum_ns),
    },
    rampEventfd: {
      empty: Number(w.partner_ramp_empty),
      timed: Number(w.partner_ramp_wakes_timed),
      wakeSumNs: Number(w.partner_ramp_wake_sum_ns),
    },
  };
}

function histogram(
  { histograms }: CellParts,
  workers: readonly WorkerStruct[],
  kind: typeof HISTOGRAM_KINDS[number],
): Histogram {
  const start = HISTOGRAM_KINDS.indexOf(kind) * HISTOGRAM_LENGTH;
  const all = (suffix: "sum" | "min" | "max") =>
    workers.filter((w) => w.ios > 0n).map((w) =>
      Number(w[`${kind}_${suffix}_ns`])
    );
  return {
    counts: Array.from(
      histograms.subarray(start, start + HISTOGRAM_LENGTH),
      Number,
    ),
    sum: all("sum").reduce((a, b) => a + b, 0),
    min: Math.min(...all("min")),
    max: Math.max(...all("max")),
  };
}

/** The texts of /proc at one edge of the window, of which `first` is the first. */
function snapshot({ snapshots }: CellParts, first: number): Snapshot {
  const bytes = snapshots.length / abi.SNAPSHOTS;
  const text = (index: number) => {
    const part = snapshots.subarray(index * bytes, (index + 1) * bytes);
    return new TextDecoder().decode(part.subarray(0, part.indexOf(0)));
  };
  return {
    interrupts: text(first),
    stat: text(first + 1),
    pressure: text(first + 2),
  };
}

/** What became of a cell: struct uringlab_cell_result. */
export type CellResult = abi.Struct<typeof abi.CELL_RESULT>;

/** What became of a cell. */
export function decodeResult({ result }: CellParts): CellResult {
  return abi.decode(abi.CELL_RESULT, result);
}

function readErrors(result: CellResult, errnos: BigUint64Array): ReadErrors {
  return {
    byErrno: new Map(
      Array.from(errnos, (count, errno) => [errno, Number(count)] as const)
        .filter(([, count]) => count > 0),
    ),
    short: Number(result.short_reads),
    unexpectedCqes: Number(result.unexpected_cqes),
    verify: Number(result.verify_errors),
    firstOffset: known(result.first_error_offset),
  };
}

/** What was measured, of a cell in which no step failed. */
export function decodeMeasurement(
  { params }: Cell,
  parts: CellParts,
): RawMeasurement {
  const began = performance.now();
  const result = decodeResult(parts);
  const workers = Array.from(
    { length: params.workers },
    (_, i) => abi.decode(abi.WORKER_RESULT, parts.workers, i),
  );
  const measured = {
    windowNs: Number(result.window_end_ns - result.window_start_ns),
    snapshotStartNs: Number(result.snapshot_start_ns),
    snapshotNs: Number(result.snapshot_end_ns - result.snapshot_start_ns),
    slat: histogram(parts, workers, "slat"),
    clat: histogram(parts, workers, "clat"),
    lat: histogram(parts, workers, "lat"),
    workers: workers.map(workerCounts),
    before: snapshot(parts, 0),
    after: snapshot(parts, abi.SNAPSHOTS / 2),
    errors: readErrors(result, parts.errnos),
    ioWorkers: known(result.io_workers),
    strayed: Number(result.strayed),
    khz: known(result.khz_at_end),
    khzChange: fraction(known(result.khz_change_ppm)),
    sliceNs: params.runtime * 1e9 / abi.SLICES,
    slices: Array.from(parts.slices, Number),
  };
  const decodeNs = (performance.now() - began) * 1e6;
  return { ...measured, transferNs: Number(result.merge_ns) + decodeNs };
}
