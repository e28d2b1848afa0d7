/** What goes to C and comes back from it, without the library. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as abi from "../../ffi/abi.ts";
import {
  allocateCell,
  type CellParts,
  describeCell,
  encodeArms,
  encodeParams,
  progressOf,
  stopCell,
} from "../../ffi/cell_memory.ts";
import { decodeMeasurements } from "../../ffi/results.ts";
import { BUCKETS } from "../../lib/model/measurement/histogram.ts";
import { type Visit, visitOf } from "../../lib/model/visit.ts";
import { cell, turn } from "../model/fixtures.ts";

const SETTING = {
  memAlign: 512,
  snapshotBytes: 64,
  windowStartNs: 7n,
  drainTimeout: 1.5,
  nice: 3,
  turnSnapshots: false,
  quiet: false,
};

const CELL = cell({
  workers: 2,
  cpus: [1, 3],
  partnerCpus: [5],
  filename: "/disk",
  bs: 512,
  size: 8192 + 100,
  runtime: 2,
});

const VISIT = visitOf(CELL);

/** Two arms: the second one has other reads, and its turn is in the middle. */
const ABA: Visit = {
  cells: [CELL, { ...CELL, seed: 8, params: { ...CELL.params, iodepth: 9 } }],
  schedule: {
    turns: [
      { arm: 0, startNs: 0, lengthNs: 1e9 },
      { arm: 1, startNs: 1.1e9, lengthNs: 2e9 },
      { arm: 0, startNs: 3.2e9, lengthNs: 1e9 },
    ],
    settleNs: 5e7,
    mostAbsent: 0.1,
  },
};

/** Fills in one field of a structure. */
function set(
  memory: BigUint64Array,
  fields: readonly string[],
  values: Record<string, bigint>,
  index = 0,
): void {
  for (const [field, value] of Object.entries(values)) {
    memory[index * fields.length + fields.indexOf(field)] = value;
  }
}

Deno.test("encodeParams() says what a cell is asked to do", () => {
  const params = abi.decode(abi.CELL_PARAMS, encodeParams(VISIT, SETTING));
  assertEquals(params.size, BigInt(8 * abi.CELL_PARAMS.length));
  assertEquals(params.workers, 2n);
  assertEquals(params.blocks, 16n);
  assertEquals([params.cpu_count, params.partner_cpu_count], [2n, 1n]);
  assertEquals([params.mem_align, params.nice], [512n, 3n]);
  assertEquals(params.window_start_ns, 7n);
  assertEquals(params.drain_timeout_ns, 1_500_000_000n);
  assertEquals(params.runtime_ns, 2_000_000_000n);
  assertEquals(params.snapshot_bytes, 64n);
});

Deno.test("describeCell() gives the address and the bytes of every part", () => {
  const parts = allocateCell(VISIT, SETTING);
  const memory = describeCell(parts);
  const found = abi.decode(abi.CELL_MEMORY, memory);
  assertEquals(found.size, BigInt(memory.byteLength));
  for (const name of abi.CELL_PARTS) {
    const address = Deno.UnsafePointer.of(parts[name]);
    assertEquals(found[name], Deno.UnsafePointer.value(address), name);
    assertEquals(found[`${name}_bytes`], BigInt(parts[name].byteLength), name);
  }
});

Deno.test("allocateCell() makes each part as large as the cell needs it", () => {
  const parts = allocateCell(VISIT, SETTING);
  const bytes = (name: keyof CellParts) => parts[name].byteLength;
  assertEquals(new TextDecoder().decode(parts.path), "/disk\0");
  assertEquals([...parts.cpus], [1n, 3n, 5n]);
  assertEquals(bytes("workers"), 2 * 8 * abi.WORKER_RESULT.length);
  assertEquals(bytes("histograms"), 4 * 8 * (BUCKETS + 1));
  assertEquals(bytes("errnos"), 8 * abi.ERRNOS);
  assertEquals(bytes("slices"), 8 * abi.SLICES);
  assertEquals(bytes("snapshots"), 6 * 64);
});

Deno.test("each arm has its own reads and results, and all have one schedule", () => {
  const parts = allocateCell(ABA, { ...SETTING, turnSnapshots: true });
  const bytes = (name: keyof CellParts) => parts[name].byteLength;
  const params = abi.decode(abi.CELL_PARAMS, parts.params);
  assertEquals([params.arms, params.turns], [2n, 3n]);
  assertEquals([params.settle_ns, params.turn_snapshots], [50_000_000n, 1n]);
  assertEquals(params.most_absent_ppm, 100_000n);
  const arms = [0, 1].map((i) => abi.decode(abi.ARM_PARAMS, parts.arms, i));
  assertEquals(arms.map(({ iodepth }) => iodepth), [4n, 9n]);
  assertEquals(arms.map(({ seed }) => seed), [7n, 8n]);
  assertEquals(arms.map(({ size }) => size), [
    ...Array(2).fill(BigInt(8 * abi.ARM_PARAMS.length)),
  ]);
  assertEquals(parts.arms, encodeArms(ABA.cells));
  assertEquals(abi.decode(abi.TURN, parts.schedule, 1), {
    size: 32n,
    arm: 1n,
    start_ns: 1_100_000_000n,
    length_ns: 2_000_000_000n,
  });
  assertEquals(bytes("turns"), 3 * 8 * abi.TURN_RESULT.length);
  assertEquals(bytes("arm_results"), 2 * 8 * abi.ARM_RESULT.length);
  assertEquals(bytes("workers"), 2 * 2 * 8 * abi.WORKER_RESULT.length);
  assertEquals(bytes("histograms"), 2 * 4 * 8 * (BUCKETS + 1));
  assertEquals(bytes("snapshots"), 3 * 6 * 64);
});

/** The parts of three turns, as if their results had come. */
function abaParts(turnSnapshots: boolean): CellParts {
  const parts = allocateCell(ABA, { ...SETTING, turnSnapshots });
  set(parts.result, abi.CELL_RESULT, {
    window_start_ns: 1000n,
    window_end_ns: 1100n,
    snapshot_start_ns: 1001n,
    snapshot_end_ns: 1102n,
  });
  ([[0n, 1000n, 1020n], [1n, 1030n, 1070n], [0n, 1080n, 1100n]] as const)
    .forEach(([arm, start_ns, end_ns], i) =>
      set(parts.turns, abi.TURN_RESULT, {
        arm,
        start_ns,
        end_ns,
        ios: BigInt(i + 1),
        late_ns: BigInt(10 * i),
        snapshot_start_ns: start_ns + 1n,
        snapshot_end_ns: end_ns + 2n,
        absent_ns: abi.UNKNOWN,
        counted: 2n,
      }, i)
    );
  [4n, 0n, 2n, 0n].forEach((ios, i) =>
    set(parts.workers, abi.WORKER_RESULT, {
      tid: BigInt(i % 2),
      ios,
      in_flight_ns: ios * 5n,
    }, i)
  );
  set(parts.arm_results, abi.ARM_RESULT, { short_reads: 9n }, 1);
  parts.errnos[abi.ERRNOS + 5] = 3n;
  parts.slices[abi.SLICES] = 2n;
  parts.histograms[(4 + 1) * (BUCKETS + 1) + 7] = 2n;
  return parts;
}

Deno.test("what an arm measured is told apart from what others did", () => {
  const [a, b] = decodeMeasurements(ABA, abaParts(false), SETTING);
  assert(a && b);
  assertEquals([a.windowNs, b.windowNs], [40, 40]);
  assertEquals([a.lostShare, b.lostShare], [0.2, 0.2].map((x) => 1 - (1 - x)));
  assertEquals(a.turns.map(({ ios }) => ios), [1, 3]);
  assertEquals(b.turns.map(({ ios }) => ios), [2]);
  assertEquals(a.turns.map(({ lateNs }) => lateNs), [0, 20]);
  assertEquals(a.workers.map(({ ios }) => ios), [4, 0]);
  assertEquals(b.workers.map(({ ios }) => ios), [2, 0]);
  assertEquals([a.inFlightNs, b.inFlightNs], [20, 10]);
  assertEquals([a.errors.short, b.errors.short], [0, 9]);
  assertEquals([a.errors.byErrno.get(5), b.errors.byErrno.get(5)], [
    undefined,
    3,
  ]);
  assertEquals([a.slices[0], b.slices[0]], [0, 2]);
  assertEquals([a.clat.counts[7], b.clat.counts[7]], [0, 2]);
  // Nobody could read what belongs to an arm.
  assertEquals([a.snapshots, a.snapshotNs], [[], undefined]);
  assertEquals([a.runSpanNs, b.runSpanNs], [40, 40]);
});

Deno.test("a turn that does not count is in neither times nor counters", () => {
  const setting = { ...SETTING, turnSnapshots: true };
  const parts = abaParts(true);
  // Its counters came late, which does not matter then.
  set(parts.turns, abi.TURN_RESULT, {
    absent_ns: 7n,
    counted: 0n,
    snapshot_end_ns: 1099n,
  }, 2);
  const [a, b] = decodeMeasurements(ABA, parts, setting);
  assert(a && b);
  assertEquals([a.windowNs, a.runSpanNs, b.windowNs], [20, 20, 40]);
  assertEquals([a.snapshots.length, a.snapshotNs], [1, 21]);
  assertEquals(a.turns.map(({ counts }) => counts), [true, false]);
  assertEquals(a.turns.map(({ absentNs }) => absentNs), [undefined, 7]);
  // Nobody has left it out of the results of one worker alone.
  set(parts.turns, abi.TURN_RESULT, { counted: 1n }, 2);
  assertThrows(
    () => decodeMeasurements(ABA, parts, setting),
    Error,
    "turn 3 counts for 1 of 2 workers",
  );
});

Deno.test("counters read at the edges of turns belong to the arm of each", () => {
  const parts = abaParts(true);
  for (let text = 0; text < 18; text++) {
    parts.snapshots.set(new TextEncoder().encode(`t${text}`), text * 64);
  }
  const setting = { ...SETTING, turnSnapshots: true };
  const [a, b] = decodeMeasurements(ABA, parts, setting);
  assert(a && b);
  assertEquals([a.snapshotNs, b.snapshotNs], [42, 41]);
  const texts = (one: typeof a) =>
    one.snapshots.map(({ before, after }) => [before.interrupts, after.stat]);
  assertEquals(texts(a), [["t0", "t4"], ["t12", "t16"]]);
  assertEquals(texts(b), [["t6", "t10"]]);
  // One that comes a fifth of a turn late has counted what others did.
  set(parts.turns, abi.TURN_RESULT, { snapshot_end_ns: 1078n }, 1);
  const [kept, dropped] = decodeMeasurements(ABA, parts, setting);
  assertEquals(kept?.snapshotNs, 42);
  assertEquals(dropped?.snapshots, []);
  assertEquals(dropped?.snapshotNs, undefined);
});

Deno.test("a running cell is stopped, and tells where it is", () => {
  const parts = allocateCell(VISIT, SETTING);
  assertEquals(progressOf(parts), { phase: "setup", ios: 0 });
  set(parts.live, abi.LIVE, { phase: 2n, ios: 41n });
  assertEquals(progressOf(parts), { phase: "window", ios: 41 });
  stopCell(parts);
  assertEquals(abi.decode(abi.LIVE, parts.live).stop, 1n);
  set(parts.live, abi.LIVE, { phase: 9n });
  assertThrows(() => progressOf(parts), RangeError);
});

Deno.test("decodeMeasurement() adds up workers and leaves out what is unknown", () => {
  const parts = allocateCell(VISIT, SETTING);
  set(parts.result, abi.CELL_RESULT, {
    window_start_ns: 100n,
    window_end_ns: 350n,
    snapshot_start_ns: 90n,
    snapshot_end_ns: 360n,
    io_workers: abi.UNKNOWN,
    io_workers_bound: abi.UNKNOWN,
    io_worker_ns: abi.UNKNOWN,
    strayed: 1n,
    khz_at_end: 2_000_000n,
    khz_change_ppm: 2500n,
    perf_error: 13n,
  });
  set(parts.turns, abi.TURN_RESULT, {
    start_ns: 100n,
    end_ns: 350n,
    ios: 6n,
    absent_ns: abi.UNKNOWN,
    counted: 2n,
  });
  set(parts.turns, abi.TURN_RESULT, {
    snapshot_start_ns: 90n,
    snapshot_end_ns: 360n,
  });
  set(parts.arm_results, abi.ARM_RESULT, {
    io_errors: 3n,
    short_reads: 4n,
    first_error_offset: 1024n,
  });
  const worker = { tid: 11n, ios: 5n, lat_sum_ns: 50n, lat_min_ns: 8n };
  set(parts.workers, abi.WORKER_RESULT, { ...worker, lat_max_ns: 12n });
  set(parts.workers, abi.WORKER_RESULT, {
    tid: 12n,
    ios: 1n,
    lat_sum_ns: 7n,
    lat_min_ns: 7n,
    lat_max_ns: 7n,
    run_ns: abi.UNKNOWN,
    cycles_user: 21n,
    cycles_kernel: abi.UNKNOWN,
    instructions_user: 23n,
    instructions_kernel: abi.UNKNOWN,
    perf_enabled_ns: 25n,
    perf_running_ns: 26n,
  }, 1);
  parts.errnos[5] = 3n;
  parts.slices[19] = 6n;
  parts.histograms[2 * (BUCKETS + 1) + 7] = 6n;
  ["i1", "s1", "p1", "i2", "s2", "p2"].forEach((text, i) =>
    parts.snapshots.set(new TextEncoder().encode(text), i * 64)
  );
  const [measured] = decodeMeasurements(VISIT, parts, SETTING);
  assert(measured);
  assertEquals([measured.windowNs, measured.snapshotNs], [250, 270]);
  assertEquals([measured.runSpanNs, measured.lostShare], [270, 0]);
  assertEquals(measured.turns, [turn({ startNs: 100, endNs: 350, ios: 6 })]);
  assertEquals(measured.workers.map(({ tid }) => tid), [11, 12]);
  assertEquals(measured.workers.map(({ runNs }) => runNs), [0, undefined]);
  const { counts, ...lat } = measured.lat;
  assertEquals(lat, { sum: 57, min: 7, max: 12 });
  assertEquals([counts.length, counts[7]], [BUCKETS + 1, 6]);
  assertEquals(measured.clat.counts[7], 0);
  assertEquals(measured.snapshots.length, 1);
  assertEquals(measured.snapshots[0]?.before, {
    interrupts: "i1",
    stat: "s1",
    pressure: "p1",
  });
  assertEquals(measured.snapshots[0]?.after, {
    interrupts: "i2",
    stat: "s2",
    pressure: "p2",
  });
  assertEquals(measured.errors, {
    byErrno: new Map([[5, 3]]),
    short: 4,
    unexpectedCqes: 0,
    verify: 0,
    firstOffset: 1024,
  });
  assertEquals(measured.ioWorkers, undefined);
  assertEquals([measured.strayed, measured.khz], [1, 2_000_000]);
  assertEquals(measured.khzChange, 0.0025);
  assertEquals(measured.perfErrno, 13);
  assertEquals(measured.workers[1]?.perf, {
    cyclesUser: 21,
    cyclesKernel: undefined,
    instructionsUser: 23,
    instructionsKernel: undefined,
    enabledNs: 25,
    runningNs: 26,
  });
  assertEquals(measured.sliceNs, 2e9 / abi.SLICES);
  assertEquals([measured.slices[0], measured.slices[19]], [0, 6]);
});
