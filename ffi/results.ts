/**
 * What a cell has left in the memory that it shares with the library, in the
 * model's terms. All of it works without the library.
 */
import type { Cell } from "../lib/model/cell.ts";
import type { Visit } from "../lib/model/visit.ts";
import type { Histogram } from "../lib/model/measurement/histogram.ts";
import type {
  ReadErrors,
  Turn,
  WorkerCounts,
} from "../lib/model/measurement/measurement.ts";
import type { RawMeasurement, Snapshot } from "../lib/run/raw_measurement.ts";
import { LOADS } from "../lib/model/parameters/loads.ts";
import * as abi from "./abi.ts";
import {
  type CellParts,
  type CellSetting,
  HISTOGRAM_KINDS,
  HISTOGRAM_LENGTH,
} from "./cell_memory.ts";

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
    receives: Number(w.receives),
    reaps: Number(w.reaps),
    cqReady: Number(w.cq_ready),
    thinkNs: Number(w.think_ns),
    touches: Number(w.touches),
    rearms: Number(w.rearms),
    userNs: Number(w.user_ns),
    systemNs: Number(w.system_ns),
    nvcsw: Number(w.nvcsw),
    nivcsw: Number(w.nivcsw),
    minflt: Number(w.minflt),
    majflt: Number(w.majflt),
    runNs: known(w.run_ns),
    delayNs: known(w.delay_ns),
    perf: {
      cyclesUser: known(w.cycles_user),
      cyclesKernel: known(w.cycles_kernel),
      instructionsUser: known(w.instructions_user),
      instructionsKernel: known(w.instructions_kernel),
      enabledNs: Number(w.perf_enabled_ns),
      runningNs: Number(w.perf_running_ns),
    },
    migrations: known(w.migrations),
    partnerRunNs: known(w.partner_run_ns),
    partnerCalls: Number(w.partner_calls),
    sends: Number(w.sends),
    sendSumNs: Number(w.send_sum_ns),
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
    absentNs: known(t.absent_ns),
    counts: t.counted > 0n,
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

/**
 * Throws Error where a turn counts for some of the workers only: the figures of
 * its arm would be of different times.
 */
function decodeTurns(
  { cells: [{ params: { workers } }], schedule }: Visit,
  parts: CellParts,
): DecodedTurns {
  const all = schedule.turns.map((_, i) => {
    const turn = abi.decode(abi.TURN_RESULT, parts.turns, i);
    if (turn.counted > 0n && Number(turn.counted) !== workers) {
      throw new Error(
        `turn ${i + 1} counts for ${turn.counted} of ${workers} workers`,
      );
    }
    return turn;
  });
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
    .filter(({ turn }) => Number(turn.arm) === arm && turn.counted > 0n);
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
  const windowNs = sumOf(
    own.filter(({ counts }) => counts),
    ({ startNs, endNs }) => endNs - startNs,
  );
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
    ...(LOADS[params.load].timed &&
      { delivery: histogram(parts, arm, workers, "delivery") }),
    workers: workers.map(workerCounts),
    errors: readErrors(parts, arm),
    ioWorkers: known(result.io_workers),
    ioWorkersBound: known(result.io_workers_bound),
    ioWorkerNs: known(result.io_worker_ns),
    strayed: Number(result.strayed),
    khz: known(result.khz_at_end),
    khzChange: fraction(known(result.khz_change_ppm)),
    perfErrno: Number(result.perf_error),
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
