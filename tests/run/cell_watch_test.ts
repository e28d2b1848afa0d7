import { assertAlmostEquals, assertEquals } from "@std/assert";
import { watchCell } from "../../lib/run/cell_watch.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import type { Tree } from "../host/tree.ts";
import { cell, rawMeasurement } from "../model/fixtures.ts";
import { fakeMachine } from "../session/fake_machine.ts";

/** One of io_uring's own threads, which has run so long on CPU 2. */
function ioWorker(ms: number): Tree {
  const path = "/proc/self/task/9";
  return {
    [`${path}/comm`]: "iou-wrk-8",
    [`${path}/stat`]: `9 (iou-wrk-8) R ${"0 ".repeat(35)}2 0`,
    [`${path}/schedstat`]: `${ms * 1e6} 0 0`,
  };
}

/** What a watch tells of a window in the middle of the time that it watched. */
function watched(usable: number[]) {
  const tree = { ...ioWorker(0), "/proc/irq/36/effective_affinity_list": "1" };
  let ns = 0n;
  using watch = watchCell(
    {
      files: treeFiles(tree),
      machine: fakeMachine({ nowNs: () => ns }),
    },
    cell({ cpus: [2, 3] }),
    { irqs: [36], loops: [] },
    usable,
  );
  Object.assign(tree, ioWorker(80), {
    "/proc/irq/36/effective_affinity_list": "0",
  });
  ns = 100_000_000n;
  return watch.tell(rawMeasurement({
    snapshotStartNs: 25e6,
    snapshotNs: 50e6,
  }));
}

Deno.test("watchCell() tells what disturbed a cell and who served it", () => {
  // With a free CPU looks go on until the watch is disposed of: a timer that
  // is left over fails this test.
  for (const usable of [[0, 1, 2, 3], [2, 3]]) {
    const { disturbances, servingSeconds = NaN } = watched(usable);
    assertEquals(disturbances, {
      throttled: undefined,
      thermalThrottles: undefined,
      irqsMoved: 1,
    });
    assertAlmostEquals(servingSeconds, 0.04);
  }
});

Deno.test("watchCell() tells of arms that take turns who served each in its own", () => {
  const tree = { ...ioWorker(0) };
  let ns = 0n;
  using watch = watchCell(
    { files: treeFiles(tree), machine: fakeMachine({ nowNs: () => ns }) },
    cell({ cpus: [2, 3] }),
    { irqs: [], loops: [] },
    [2, 3],
  );
  Object.assign(tree, ioWorker(80));
  ns = 100_000_000n;
  const [turn] = rawMeasurement().turns;
  const served = (...spans: readonly [number, number][]) =>
    watch.tell(rawMeasurement({
      snapshotStartNs: 0,
      snapshotNs: 50e6,
      turns: spans.map(([startNs, endNs]) => ({ ...turn!, startNs, endNs })),
    })).servingSeconds ?? NaN;
  assertAlmostEquals(served([0, 10e6], [60e6, 100e6]), 0.04);
  assertAlmostEquals(served([20e6, 30e6], [40e6, 45e6]), 0.012);
});
