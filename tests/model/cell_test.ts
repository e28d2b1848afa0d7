import { assertEquals } from "@std/assert";
import { cellId, cellName, variantParts } from "../../lib/model/cell.ts";
import { cell, params } from "./fixtures.ts";

Deno.test("cellName tells what differs between cells", () => {
  assertEquals(cellName(cell({ mode: "coop" }), {}), "coop, iodepth 4");
  assertEquals(
    cellName(cell({ busy: true, iodepth: 64 }), {}),
    "default, busy, iodepth 64",
  );
  assertEquals(
    cellName(cell({ busy: "interrupt" }), {}),
    "default, busy interrupt, iodepth 4",
  );
});

Deno.test("cellName tells another core and another way to wait", () => {
  assertEquals(
    cellName(cell({ core: "interrupt" }), {}),
    "default, interrupt core, iodepth 4",
  );
  assertEquals(cellName(cell({ core: "unknown" }), {}), "default, iodepth 4");
  // Nothing interrupts a core where a no-op completes in its submit call.
  assertEquals(
    cellName(cell({ core: "interrupt", load: "nop" }), {}),
    "default, iodepth 4",
  );
  assertEquals(
    cellName(cell({ wait: "spin" }), {}),
    "default, spin, iodepth 4",
  );
});

Deno.test("cellName tells how long a worker computes where it does", () => {
  const computing = { wait: "compute", thinktime: 100 } as const;
  assertEquals(
    cellName(cell(computing), {}),
    "default, compute, thinktime 100 us, iodepth 4",
  );
  assertEquals(
    cellName(cell({ ...computing, mode: "coop", thinkGetevents: true }), {}),
    "coop, compute, thinktime 100 us, getevents, iodepth 4",
  );
  // As a spin does not compute, there is nothing to tell of it.
  assertEquals(
    cellName(cell({ ...computing, wait: "spin", thinkGetevents: true }), {}),
    "default, spin, iodepth 4",
  );
});

Deno.test("cellName tells what a run compares of the load", () => {
  const one = cell({ workers: 2, iowait: false, mode: "coop" });
  assertEquals(
    cellName(one, { workers: [1, 2], iowait: [false, true] }),
    "coop, workers 2, iowait off, iodepth 4",
  );
  assertEquals(
    cellName(one, { workers: [2], mode: ["default", "coop"] }),
    "coop, iodepth 4",
  );
});

Deno.test("thinktimes are written as people do", () => {
  const text = (thinktime: number) =>
    variantParts(params({ wait: "compute", thinktime }), {})[1];
  assertEquals([0, 0.5, 999, 1000, 1500, 9000, 1e6].map(text), [
    "thinktime 0 us",
    "thinktime 0.5 us",
    "thinktime 999 us",
    "thinktime 1 ms",
    "thinktime 1500 us",
    "thinktime 9 ms",
    "thinktime 1000 ms",
  ]);
});

Deno.test("cellId is made of the axes, in their order, and tells arms", () => {
  const naming = {
    experiment: { name: "exp7" },
    axes: {
      busy: [false, true],
      iodepthBatch: [1, 8],
      mode: ["coop"] as const,
    },
  };
  const one = cell({ mode: "coop", iodepthBatch: 8 });
  assertEquals(cellId(one, naming), "exp7/busy:off/iodepth-batch:8/mode:coop");
  assertEquals(
    cellId({ ...one, arm: "B" }, naming),
    "exp7/busy:off/iodepth-batch:8/mode:coop/arm:B",
  );
  assertEquals(cellId(one, { ...naming, axes: {} }), "exp7");
});
