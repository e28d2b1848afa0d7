/** What goes to C and comes back from it, without the library. */
import { assertEquals, assertThrows } from "@std/assert";
import * as abi from "../../ffi/abi.ts";
import {
  allocateCell,
  type CellParts,
  decodeMeasurement,
  describeCell,
  encodeParams,
  progressOf,
  stopCell,
} from "../../ffi/cell_memory.ts";
import { BUCKETS } from "../../lib/model/measurement/histogram.ts";
import { cell } from "../model/fixtures.ts";

const SETTING = {
  memAlign: 512,
  snapshotBytes: 64,
  windowStartNs: 7n,
  drainTimeout: 1.5,
  nice: 3,
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
  const params = abi.decode(abi.CELL_PARAMS, encodeParams(CELL, SETTING));
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
  const parts = allocateCell(CELL, SETTING);
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
  const parts = allocateCell(CELL, SETTING);
  const bytes = (name: keyof CellParts) => parts[name].byteLength;
  assertEquals(new TextDecoder().decode(parts.path), "/disk\0");
  assertEquals([...parts.cpus], [1n, 3n, 5n]);
  assertEquals(bytes("workers"), 2 * 8 * abi.WORKER_RESULT.length);
  assertEquals(bytes("histograms"), 3 * 8 * (BUCKETS + 1));
  assertEquals(bytes("errnos"), 8 * abi.ERRNOS);
  assertEquals(bytes("slices"), 8 * abi.SLICES);
  assertEquals(bytes("snapshots"), 6 * 64);
});

Deno.test("a running cell is stopped, and tells where it is", () => {
  const parts = allocateCell(CELL, SETTING);
  assertEquals(progressOf(parts), { phase: "setup", ios: 0 });
  set(parts.live, abi.LIVE, { phase: 2n, ios: 41n });
  assertEquals(progressOf(parts), { phase: "window", ios: 41 });
  stopCell(parts);
  assertEquals(abi.decode(abi.LIVE, parts.live).stop, 1n);
  set(parts.live, abi.LIVE, { phase: 9n });
  assertThrows(() => progressOf(parts), RangeError);
});

Deno.test("decodeMeasurement() adds up workers and leaves out what is unknown", () => {
  const parts = allocateCell(CELL, SETTING);
  set(parts.result, abi.CELL_RESULT, {
    window_start_ns: 100n,
    window_end_ns: 350n,
    snapshot_start_ns: 90n,
    snapshot_end_ns: 360n,
    io_workers: abi.UNKNOWN,
    strayed: 1n,
    khz_at_end: 2_000_000n,
    khz_change_ppm: 2500n,
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
  }, 1);
  parts.errnos[5] = 3n;
  parts.slices[19] = 6n;
  parts.histograms[2 * (BUCKETS + 1) + 7] = 6n;
  ["i1", "s1", "p1", "i2", "s2", "p2"].forEach((text, i) =>
    parts.snapshots.set(new TextEncoder().encode(text), i * 64)
  );
  const measured = decodeMeasurement(CELL, parts);
  assertEquals([measured.windowNs, measured.snapshotNs], [250, 270]);
  assertEquals(measured.workers.map(({ tid }) => tid), [11, 12]);
  assertEquals(measured.workers.map(({ runNs }) => runNs), [0, undefined]);
  const { counts, ...lat } = measured.lat;
  assertEquals(lat, { sum: 57, min: 7, max: 12 });
  assertEquals([counts.length, counts[7]], [BUCKETS + 1, 6]);
  assertEquals(measured.clat.counts[7], 0);
  assertEquals(measured.before, {
    interrupts: "i1",
    stat: "s1",
    pressure: "p1",
  });
  assertEquals(measured.after, {
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
  assertEquals(measured.sliceNs, 2e9 / abi.SLICES);
  assertEquals([measured.slices[0], measured.slices[19]], [0, 6]);
});
