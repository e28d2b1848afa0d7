import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import type { Cell } from "../../lib/model/cell.ts";
import {
  secondsOf,
  tracedSeconds,
  unmeasured,
} from "../../lib/model/cell_seconds.ts";
import type { PresetName } from "../../lib/model/experiment.ts";
import { plan } from "../../lib/model/plan.ts";
import { withTurns } from "../../lib/model/turns.ts";
import { cell, params, row } from "./fixtures.ts";

/** The machine on which exp7 was timed: one of two CPUs is free. */
const BASE = params({ workers: 16, cpus: [0], busyPerCpu: 16 });
const RUN = { axes: exp7.axes, aa: false };

/** The cells of exp7, whose arms take turns. */
function exp7Cells(runtime: number, repeats: number): Cell[] {
  const cells = plan(BASE, RUN.axes, { repeats, order: "random", seed: 1 });
  return withTurns(cells, RUN, { runtime, turn: "rule" }, () => false);
}

function presetSeconds(name: PresetName): number {
  const { runtime, repeats } = exp7.presets[name].turns!;
  return secondsOf(exp7Cells(runtime, repeats), RUN);
}

Deno.test("exp7 is announced to take less than five minutes, quick 45 s", () => {
  const all = presetSeconds("default");
  assert(all <= 280 && all > 255, `${all}`);
  const quick = presetSeconds("quick");
  assert(quick <= 45 && quick > 35, `${quick}`);
});

Deno.test("secondsOf() is within 5 % of what was taken when hogs were started for each visit", () => {
  const visits = Map.groupBy(
    exp7Cells(0.1, 26),
    ({ repeat, params: { iodepth, busy } }) => `${repeat} ${iodepth} ${busy}`,
  );
  const seconds = [...visits.values()]
    .reduce((sum, cells) => sum + secondsOf(cells, RUN), 0);
  // From the first row's start to the last row on the disk, 2026-11-28.
  assertAlmostEquals(seconds, 259, 0.05 * 259);
});

Deno.test("tracedSeconds() is within 10 % of what was taken", () => {
  // modes --load tcp --preset quick --trace on two CPUs, 2026-11-28.
  const traced = { runtime: 0.25, rampTime: 0.004, turn: 0, numberIos: 0 };
  const quiet = Array.from({ length: 456 }, () => cell(traced));
  assertAlmostEquals(tracedSeconds(quiet), 154.4, 15.4);
  // exp7 --preset quick --trace at three depths, of which half beside hogs.
  const busy = Array.from(
    { length: 36 },
    (_, i) => cell({ ...BASE, ...traced, busy: i % 2 === 0 }),
  );
  assertAlmostEquals(tracedSeconds(busy), 15.2, 1.5);
  assertEquals(tracedSeconds([{ ...quiet[0]!, impossible: "no place" }]), 0);
});

Deno.test("secondsOf() counts the start of hogs once for all that follow", () => {
  const cells = [true, true, false, true, true].map((busy, index) =>
    cell({ ...BASE, busy }, { index, repeat: index })
  );
  const start = 16 * 0.004;
  const alone = cells.map((one) => secondsOf([one], RUN));
  const sum = alone.reduce((a, b) => a + b, 0);
  assertAlmostEquals(secondsOf(cells, RUN), sum - 2 * start, 1e-9);
  const elsewhere = cells.map((one, index) => ({
    ...one,
    params: { ...one.params, cpus: [index] },
  }));
  assertAlmostEquals(secondsOf(elsewhere, RUN), sum, 1e-9);
});

Deno.test("what has no place takes no time, and keeps no hogs", () => {
  const busy = { ...BASE, busy: true };
  const [one, two] = [cell(busy), cell(busy, { index: 1, repeat: 2 })];
  const nowhere = { ...cell(busy, { index: 2, repeat: 3 }), impossible: "no" };
  assertEquals(secondsOf([nowhere], RUN), 0);
  assertEquals(
    secondsOf([one, nowhere, two], RUN),
    secondsOf([one, two], RUN),
  );
});

Deno.test("unmeasured() leaves out the cells that have a row", () => {
  const cells = exp7Cells(0.1, 2);
  const half = cells.slice(0, cells.length / 2);
  const rows = half.map((cell) => ({ ...row(), cell }));
  const left = unmeasured({ ...RUN, cells }, rows);
  assertEquals(left.cells, cells.slice(half.length));
  assertEquals(left.expected, secondsOf(left.cells, RUN));
});
