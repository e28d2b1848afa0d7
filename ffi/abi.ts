/**
 * The structures of c/uringlab.h. All fields are unsigned 64-bit numbers, so
 * the position in the list is the position in memory. The library tells its
 * own lists when it is opened, and both are compared.
 */

import { BUCKETS } from "../lib/model/measurement/histogram.ts";
import { ARM_FIELDS, CELL_FIELDS } from "../lib/model/parameters/native.ts";
import { STEPS } from "../lib/model/measurement/steps.ts";
import { LOAD_NAMES } from "../lib/model/parameters/loads.ts";
import { ACCEPT_NAMES } from "../lib/model/parameters/accepts.ts";
import { ENGINE_NAMES } from "../lib/model/parameters/engines.ts";
import { RECEIVE_NAMES } from "../lib/model/parameters/receives.ts";
import { SEND_NAMES } from "../lib/model/parameters/sends.ts";
import { TOUCH_NAMES } from "../lib/model/parameters/touches.ts";
import { WAIT_NAMES } from "../lib/model/parameters/waits.ts";

/**
 * What a cell is asked to do: struct uringlab_cell_params. What the table of
 * parameters knows stands behind the rest.
 */
export const CELL_PARAMS = [
  "size",
  "arms",
  "turns",
  "most_absent_ppm",
  "settle_ns",
  "turn_snapshots",
  "quiet",
  "mem_align",
  "nice",
  "window_start_ns",
  "drain_timeout_ns",
  "snapshot_bytes",
  ...CELL_FIELDS,
] as const;

/** What is an arm's own: struct uringlab_arm_params. */
export const ARM_PARAMS = ["size", "seed", ...ARM_FIELDS] as const;

/** One turn in the schedule: struct uringlab_turn. */
export const TURN = ["size", "arm", "start_ns", "length_ns"] as const;

/** Shared while a cell runs: struct uringlab_live. */
export const LIVE = ["size", "phase", "ios", "stop"] as const;

/** What happened to a cell as a whole: struct uringlab_cell_result. */
export const CELL_RESULT = [
  "size",
  "error",
  "step",
  "stopped",
  "window_start_ns",
  "window_end_ns",
  "snapshot_start_ns",
  "snapshot_end_ns",
  "locked_bytes",
  "in_flight",
  "abandoned",
  "merge_ns",
  "io_workers",
  "io_workers_bound",
  "io_worker_ns",
  "strayed",
  "khz_at_end",
  "khz_change_ppm",
  "perf_error",
] as const;

/** What was wrong with an arm's reads: struct uringlab_arm_result. */
export const ARM_RESULT = [
  "size",
  "short_reads",
  "unexpected_cqes",
  "verify_errors",
  "io_errors",
  "first_error",
  "first_error_offset",
] as const;

/** One turn of all workers: struct uringlab_turn_result. */
export const TURN_RESULT = [
  "size",
  "arm",
  "start_ns",
  "end_ns",
  "ios",
  "lat_sum_ns",
  "in_flight_ns",
  "user_ns",
  "system_ns",
  "late_ns",
  "drain_ns",
  "absent_ns",
  "counted",
  "snapshot_start_ns",
  "snapshot_end_ns",
] as const;

/** What one worker counted in an arm's turns: struct uringlab_worker_result. */
export const WORKER_RESULT = [
  "size",
  "tid",
  "ios",
  "submit_calls",
  "getevents_calls",
  "receives",
  "reaps",
  "cq_ready",
  "slat_sum_ns",
  "slat_min_ns",
  "slat_max_ns",
  "clat_sum_ns",
  "clat_min_ns",
  "clat_max_ns",
  "lat_sum_ns",
  "lat_min_ns",
  "lat_max_ns",
  "delivery_sum_ns",
  "delivery_min_ns",
  "delivery_max_ns",
  "sends",
  "send_sum_ns",
  "in_flight_ns",
  "user_ns",
  "system_ns",
  "nvcsw",
  "nivcsw",
  "minflt",
  "majflt",
  "think_ns",
  "touches",
  "rearms",
  "run_ns",
  "delay_ns",
  "cycles_user",
  "cycles_kernel",
  "instructions_user",
  "instructions_kernel",
  "perf_enabled_ns",
  "perf_running_ns",
  "migrations",
  "partner_run_ns",
  "partner_calls",
  "partner_wakeups",
  "partner_empty",
  "partner_wakes_timed",
  "partner_wake_sum_ns",
  "partner_ramp_empty",
  "partner_ramp_wakes_timed",
  "partner_ramp_wake_sum_ns",
] as const;

/** A target as the kernel describes it: struct uringlab_target. */
export const TARGET = [
  "size",
  "error",
  "step",
  "bytes",
  "allocated_bytes",
  "is_block_device",
  "major",
  "minor",
  "offset_align",
  "mem_align",
  "fs_magic",
] as const;

/** The parts of a cell's memory, in the order of struct uringlab_cell_memory. */
export const CELL_PARTS = [
  "params",
  "arms",
  "schedule",
  "path",
  "cpus",
  "live",
  "result",
  "arm_results",
  "turns",
  "workers",
  "histograms",
  "errnos",
  "slices",
  "snapshots",
] as const;

/** Where each part is and how long: struct uringlab_cell_memory. */
export const CELL_MEMORY: readonly string[] = [
  "size",
  ...CELL_PARTS.flatMap((part) => [part, `${part}_bytes`]),
];

/** Where a running cell is: enum uringlab_phase. */
export const PHASES = ["setup", "ramp", "window", "drain", "done"] as const;

/** What workers count of themselves: enum uringlab_perf. */
export const PERFS = ["none", "hardware", "software"] as const;

/** Entries of the table of failed reads. */
export const ERRNOS = 256;
/** Equal parts of a window in which reads are counted. */
export const SLICES = 20;
/** Arms of a cell, at most. */
export const ARMS = 16;
/** Texts of /proc of a window or turn: three files, read at either edge. */
export const SNAPSHOTS = 6;
/** The value of a number that the kernel did not tell. */
export const UNKNOWN = 0xffff_ffff_ffff_ffffn;

/** The values of a structure by field name. */
export type Struct<Fields extends readonly string[]> = Record<
  Fields[number],
  bigint
>;

/** Memory for `count` structures with these fields, all zero. */
export function allocate(
  fields: readonly string[],
  count = 1,
): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(fields.length * count);
}

/** A structure in memory for C to fill in: its `size` field set, all else zero. */
export function sized(fields: readonly string[]): BigUint64Array<ArrayBuffer> {
  const memory = allocate(fields);
  memory[0] = BigInt(memory.byteLength);
  return memory;
}

/** A structure in memory, its `size` field set. */
export function encode<Fields extends readonly string[]>(
  fields: Fields,
  values: Record<Exclude<Fields[number], "size">, number | bigint | boolean>,
): BigUint64Array<ArrayBuffer> {
  const memory = sized(fields);
  const all: Record<string, number | bigint | boolean> = {
    ...values,
    size: memory.byteLength,
  };
  fields.forEach((field, i) => memory[i] = BigInt(all[field] ?? 0));
  return memory;
}

/** The structure number `index` of those in memory. */
export function decode<Fields extends readonly string[]>(
  fields: Fields,
  memory: BigUint64Array,
  index = 0,
): Struct<Fields> {
  const start = index * fields.length;
  return Object.fromEntries(
    fields.map((field, i) => [field, memory[start + i] ?? 0n]),
  ) as Struct<Fields>;
}

const LISTS: Record<string, readonly string[]> = {
  cell_params: CELL_PARAMS,
  arm_params: ARM_PARAMS,
  turn: TURN,
  live: LIVE,
  cell_result: CELL_RESULT,
  arm_result: ARM_RESULT,
  turn_result: TURN_RESULT,
  worker_result: WORKER_RESULT,
  target: TARGET,
  cell_memory: CELL_MEMORY,
  steps: STEPS,
  waits: WAIT_NAMES,
  loads: LOAD_NAMES,
  recvs: RECEIVE_NAMES,
  accepts: ACCEPT_NAMES,
  sends: SEND_NAMES,
  engines: ENGINE_NAMES,
  phases: PHASES,
  perfs: PERFS,
  touches: TOUCH_NAMES,
  buckets: [`${BUCKETS}`],
  errnos: [`${ERRNOS}`],
  slices: [`${SLICES}`],
  arms: [`${ARMS}`],
  snapshots: [`${SNAPSHOTS}`],
};

/** The number as one of a list's names, by its position there. */
export function nameOf<Names extends readonly string[]>(
  names: Names,
  number: bigint,
): Names[number] {
  const name = names[Number(number)];
  if (name === undefined) {
    throw new RangeError(`${number} is none of ${names.join(", ")}`);
  }
  return name;
}

/**
 * Compares the text of uringlab_abi() with the lists above. Returns undefined
 * when they agree, otherwise a phrase that names the first difference.
 */
export function abiDifference(description: string): string | undefined {
  const theirs = new Map(
    description.trimEnd().split("\n").map((line) => {
      const [name = "", ...fields] = line.split(" ");
      return [name, fields];
    }),
  );
  for (const [name, fields] of Object.entries(LISTS)) {
    const found = theirs.get(name);
    if (!found) return `the library does not know ${name}`;
    for (let i = 0; i < Math.max(fields.length, found.length); i++) {
      if (fields[i] !== found[i]) {
        return `${name}[${i}] is ${fields[i] ?? "absent"} here and ` +
          `${found[i] ?? "absent"} in the library`;
      }
    }
  }
  return undefined;
}
