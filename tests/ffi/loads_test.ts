/** Loads without a disk, as the engine measures them and tells of them. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { Engine } from "../../ffi/mod.ts";
import { total } from "../../lib/model/measurement/histogram.ts";
import { LOAD_NAMES, LOADS } from "../../lib/model/parameters/loads.ts";
import { runCells } from "../../lib/run/runner.ts";
import { IDENTITY } from "../model/fixtures.ts";
import { allowedCpus, shortCell } from "./target.ts";

const ENOENT_PATH = "/there/is/no/such/file";

for (const load of LOAD_NAMES.filter((load) => load !== "read")) {
  Deno.test(`a cell of ${load} needs no file, and tells what it has`, async () => {
    using engine = new Engine();
    const allowed = allowedCpus();
    const { bytes = 8, timed, waker } = LOADS[load];
    const cell = shortCell("/", {
      filename: ENOENT_PATH,
      load,
      bs: bytes,
      size: bytes,
      workers: 2,
      iodepth: 4,
      cpus: allowed.slice(0, 1),
      wakerCpus: waker ? allowed.slice(-1) : [],
      registerfiles: true,
      fixedbufs: true,
    });
    const [row] = await Array.fromAsync(runCells([cell], {
      identity: IDENTITY,
      executor: engine,
      startBusy: () => Promise.reject(new Error("no hogs were asked for")),
      targetIrqActions: [],
      requests: () => undefined,
      signal: new AbortController().signal,
    }));
    assert(row);
    if (row.status === "impossible") {
      assert(load === "futex" || load === "msg_ring", row.reason);
      return;
    }
    assertEquals([row.status, row.reason], ["ok", ""]);
    const { metrics, latencies } = row;
    assertGreater(metrics.ios, 0);
    assertEquals(metrics.submit_calls === 0, load === "msg_ring");
    assertEquals(latencies?.delivery !== undefined, timed);
    if (latencies?.delivery) {
      assertEquals(total(latencies.delivery), metrics.ios);
      assert(metrics.delivery_avg_us! <= metrics.lat_avg_us!);
    }
    assertEquals(metrics.send_avg_us !== undefined, waker);
    assertEquals(metrics.disk_irqs_per_io, undefined);
    const told = row.broken.map(({ premise }) => premise as string);
    assert(!told.some((name) => /disk|in_flight/.test(name)), `${told}`);
  });
}
