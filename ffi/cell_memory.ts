/**
 * The memory that a cell shares with the library: made before, read after. All
 * of it works without the library.
 */
import type { Cell } from "../lib/model/cell.ts";
import type { Visit } from "../lib/model/visit.ts";
import { BUCKETS, type Histogram } from "../lib/model/measurement/histogram.ts";
import type {
  ReadErrors,
  Turn,
  WorkerCounts,
} from "../lib/model/measurement/measurement.ts";
import { armFields, cellFields } from "../lib/model/parameters/native.ts";
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
  /** Whether the texts of /proc are read at the edges of every turn. */
  readonly turnSnapshots: boolean;
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

/** What the arms have in common as struct uringlab_cell_params. */
export function encodeParams(
  { cells, schedule }: Visit,
  setting: CellSetting,
): BigUint64Array<ArrayBuffer> {
  return abi.encode(abi.CELL_PARAMS, {
    ...cellFields(cells[0].params),
    arms: cells.length,
    turns: schedule.turns.length,
    settle_ns: schedule.settleNs,
    turn_snapshots: setting.turnSnapshots,
    mem_align: setting.memAlign,
    nice: setting.nice,
    window_start_ns: setting.windowStartNs,
    drain_timeout_ns: Math.round(setting.drainTimeout * 1e9),
    snapshot_bytes: setting.snapshotBytes,
  });
}

/** One structure behind the other. */
function joined(
  structures: readonly BigUint64Array[],
): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(structures.flatMap((one) => [...one]));
}

/** The arms as structs uringlab_arm_params. */
export function encodeArms(
  cells: readonly Cell[],
): BigUint64Array<ArrayBuffer> {
  return joined(
    cells.map(({ params, seed }) =>
      abi.encode(abi.ARM_PARAMS, { ...armFields(params), seed })
    ),
  );
}

function encodeSchedule(
  { schedule: { turns } }: Visit,
): BigUint64Array<ArrayBuffer> {
  return joined(
    turns.map(({ arm, startNs, lengthNs }) =>
      abi.encode(abi.TURN, { arm, start_ns: startNs, length_ns: lengthNs })
    ),
  );
}

/**
 * Memory for one cell of the engine; the library writes to all but params,
 * arms, schedule, path and cpus.
 */
export function allocateCell(visit: Visit, setting: CellSetting): CellParts {
  const { cells, schedule: { turns } } = visit;
  const { filename, cpus, partnerCpus, workers } = cells[0].params;
  const arms = cells.length;
  const edges = setting.turnSnapshots ? turns.length : 1;
  return {
    params: encodeParams(visit, setting),
    arms: encodeArms(cells),
    schedule: encodeSchedule(visit),
    path: cString(filename),
    cpus: cpuArray([...cpus, ...partnerCpus]),
    live: abi.allocate(abi.LIVE),
    result: abi.allocate(abi.CELL_RESULT),
    arm_results: abi.allocate(abi.ARM_RESULT, arms),
    turns: abi.allocate(abi.TURN_RESULT, turns.length),
    workers: abi.allocate(abi.WORKER_RESULT, arms * workers),
    histograms: new BigUint64Array(
      arms * HISTOGRAM_KINDS.length * HISTOGRAM_LENGTH,
    ),
    errnos: new BigUint64Array(arms * abi.ERRNOS),
    slices: new BigUint64Array(arms * abi.SLICES),
    snapshots: new Uint8Array(edges * abi.SNAPSHOTS * setting.snapshotBytes),
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
  arm: number,
  workers: readonly WorkerStruct[],
  kind: typeof HISTOGRAM_KINDS[number],
): Histogram {
  const at = arm * HISTOGRAM_KINDS.length + HISTOGRAM_KINDS.indexOf(kind);
  const start = at * HISTOGRAM_LENGTH;
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

/** The texts of /proc at one edge of a turn, of which this is number `edge`. */
function snapshot(
  { snapshots }: CellParts,
  snapshotBytes: number,
  edge: number,
): Snapshot {
  const first = edge * abi.SNAPSHOTS / 2;
  const text = (index: number) => {
    const at = index * snapshotBytes;
    const part = snapshots.subarray(at, at + snapshotBytes);
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

function readErrors(
  { arm_results, errnos }: CellParts,
  arm: number,
): ReadErrors {
  const result = abi.decode(abi.ARM_RESULT, arm_results, arm);
  const counts = errnos.subarray(arm * abi.ERRNOS, (arm + 1) * abi.ERRNOS);
  return {
    byErrno: new Map(
      Array.from(counts, (count, errno) => [errno, Number(count)] as const)
        .filter(([, count]) => count > 0),
    ),
    short: Number(result.short_reads),
    unexpectedCqes: Number(result.unexpected_cqes),
    verify: Number(result.verify_errors),
    firstOffset: known(result.first_error_offset),
  };
}

type TurnStruct = abi.Struct<typeof abi.TURN_RESULT>;

function turnOf(t: TurnStruct): Turn {
  return {
    startNs: Number(t.start_ns),
    endNs: Number(t.end_ns),
    ios: Number(t.ios),
    latSumNs: Number(t.lat_sum_ns),
    inFlightNs: Number(t.in_flight_ns),
    userNs: Number(t.user_ns),
    systemNs: Number(t.system_ns),
    lateNs: Number(t.late_ns),
    drainNs: Number(t.drain_ns),
  };
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

/** All turns of a cell that has been measured. */
interface DecodedTurns {
  readonly all: readonly TurnStruct[];
  readonly lostShare: number;
}

function decodeTurns({ schedule }: Visit, parts: CellParts): DecodedTurns {
  const all = schedule.turns.map((_, i) =>
    abi.decode(abi.TURN_RESULT, parts.turns, i)
  );
  const { window_start_ns, window_end_ns } = decodeResult(parts);
  const measured = sumOf(all, (t) => Number(t.end_ns - t.start_ns));
  return {
    all,
    lostShare: 1 - measured / Number(window_end_ns - window_start_ns),
  };
}

/** Part of a turn by which its counters may be read too early or too late. */
const MAX_LATENESS = 0.1;

/** Whether the counters that were read belong to the turn. */
function isPunctual(turn: TurnStruct): boolean {
  const lateness = Number(turn.end_ns - turn.start_ns) * MAX_LATENESS;
  return Number(turn.snapshot_start_ns - turn.start_ns) <= lateness &&
    Number(turn.snapshot_end_ns - turn.end_ns) <= lateness;
}

/**
 * What was read of /proc in the turns of an arm, if it was read there: a reader
 * that had to wait for a CPU has counted what others did.
 */
function snapshotsOf(
  { all }: DecodedTurns,
  parts: CellParts,
  arm: number,
  { turnSnapshots, snapshotBytes }: CellSetting,
): Pick<RawMeasurement, "snapshots" | "snapshotNs"> {
  const own = all.map((turn, index) => ({ turn, index }))
    .filter(({ turn }) => Number(turn.arm) === arm);
  const isTold = turnSnapshots && own.every(({ turn }) => isPunctual(turn));
  if (all.length > 1 && !isTold) {
    return { snapshots: [], snapshotNs: undefined };
  }
  return {
    snapshots: own.map(({ index }) => ({
      before: snapshot(parts, snapshotBytes, 2 * index),
      after: snapshot(parts, snapshotBytes, 2 * index + 1),
    })),
    snapshotNs: sumOf(
      own,
      ({ turn }) => Number(turn.snapshot_end_ns - turn.snapshot_start_ns),
    ),
  };
}

/** What was measured of an arm, of a cell in which no step failed. */
function decodeArm(
  { params }: Cell,
  arm: number,
  turns: DecodedTurns,
  parts: CellParts,
  setting: CellSetting,
): Omit<RawMeasurement, "transferNs"> {
  const result = decodeResult(parts);
  const workers = Array.from(
    { length: params.workers },
    (_, i) =>
      abi.decode(abi.WORKER_RESULT, parts.workers, arm * params.workers + i),
  );
  const own = turns.all.filter((turn) => Number(turn.arm) === arm).map(turnOf);
  const windowNs = sumOf(own, ({ startNs, endNs }) => endNs - startNs);
  const read = snapshotsOf(turns, parts, arm, setting);
  return {
    windowNs,
    turns: own,
    lostShare: turns.lostShare,
    inFlightNs: sumOf(workers, (w) => Number(w.in_flight_ns)),
    snapshotStartNs: Number(result.snapshot_start_ns),
    ...read,
    // Who takes turns reads its own times at the edges of each.
    runSpanNs: turns.all.length > 1
      ? windowNs
      : Number(result.snapshot_end_ns - result.snapshot_start_ns),
    slat: histogram(parts, arm, workers, "slat"),
    clat: histogram(parts, arm, workers, "clat"),
    lat: histogram(parts, arm, workers, "lat"),
    workers: workers.map(workerCounts),
    errors: readErrors(parts, arm),
    ioWorkers: known(result.io_workers),
    strayed: Number(result.strayed),
    khz: known(result.khz_at_end),
    khzChange: fraction(known(result.khz_change_ppm)),
    sliceNs: params.runtime * 1e9 / abi.SLICES,
    slices: Array.from(
      parts.slices.subarray(arm * abi.SLICES, (arm + 1) * abi.SLICES),
      Number,
    ),
  };
}

/**
 * What was measured of every arm, of a cell in which no step failed. The time
 * that it took to bring it here is that of all of them.
 */
export function decodeMeasurements(
  visit: Visit,
  parts: CellParts,
  setting: CellSetting,
): RawMeasurement[] {
  const began = performance.now();
  const turns = decodeTurns(visit, parts);
  const measured = visit.cells.map((cell, arm) =>
    decodeArm(cell, arm, turns, parts, setting)
  );
  const decodeNs = (performance.now() - began) * 1e6;
  const transferNs = Number(decodeResult(parts).merge_ns) + decodeNs;
  return measured.map((one) => ({ ...one, transferNs }));
}
