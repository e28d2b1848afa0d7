/**
 * The memory that a cell shares with the library, made before the call; what
 * stands in it after is read in results.ts. All of it works without the library.
 */
import type { Cell } from "../lib/model/cell.ts";
import type { Visit } from "../lib/model/visit.ts";
import { BUCKETS, LATENCY_KINDS } from "../lib/model/measurement/histogram.ts";
import { armFields, cellFields } from "../lib/model/parameters/native.ts";
import type { Progress } from "../lib/run/executor.ts";
import * as abi from "./abi.ts";

/** The kinds of histogram that the library fills, in its order. */
export const HISTOGRAM_KINDS = LATENCY_KINDS;
/** Counts of one of them: the buckets, and what is above these. */
export const HISTOGRAM_LENGTH = BUCKETS + 1;

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
  /** Whether nobody looks at the cell during its window. */
  readonly quiet: boolean;
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
    most_absent_ppm: Math.round(schedule.mostAbsent * 1e6),
    settle_ns: schedule.settleNs,
    turn_snapshots: setting.turnSnapshots,
    quiet: setting.quiet,
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
  const { filename, cpus, partnerCpus, wakerCpus, workers } = cells[0].params;
  const arms = cells.length;
  const edges = setting.turnSnapshots ? turns.length : 1;
  return {
    params: encodeParams(visit, setting),
    arms: encodeArms(cells),
    schedule: encodeSchedule(visit),
    path: cString(filename),
    cpus: cpuArray([...cpus, ...partnerCpus, ...wakerCpus]),
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
