import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import type { Row } from "../../lib/model/row.ts";
import { compareRun } from "../../lib/stats/compare_run.ts";
import { comparisons } from "../../lib/stats/comparisons.ts";
import { USUAL_METRICS } from "../../lib/stats/compared_metrics.ts";
import { floorsOf, judgeOwn } from "../../lib/stats/floor.ts";
import { beyondHalf } from "../../lib/stats/power.ts";
import { params } from "../model/fixtures.ts";
import { numbers } from "./simulate.ts";
import { turnRows } from "./turn_rows.ts";
import { DISTURBANCES } from "./turns.ts";

const AXES: Axes = { iodepth: [1, 8], mode: ["default", "coop"] };

const TOLD = ["iops", "clat_avg_us", "cpu_per_io_us"];

/** Noise of 1 % in every turn; coop is as much faster. */
function rows(blocks: number, gain = 1): Row[] {
  const z = DISTURBANCES.normal(numbers(11));
  return turnRows(
    AXES,
    blocks,
    ({ arm }) => Math.exp(z() / 3) * (arm === 1 ? gain : 1),
  );
}

function floors(of: readonly Row[]) {
  return floorsOf(comparisons(of, AXES, { metrics: USUAL_METRICS }), of);
}

Deno.test("an arm against itself shows the noise, whatever the arms differ by", () => {
  for (const gain of [1, 1.2]) {
    const all = floors(rows(400, gain));
    // Of two places; these are the figures that turns tell.
    assertEquals(
      all.flatMap(({ own, comparison }) => own ? comparison.metric.name : []),
      [...TOLD, ...TOLD],
    );
    for (const { found, own } of all.filter(({ own }) => own)) {
      assert(own && found !== undefined);
      // Two visits of either arm are a block.
      assertEquals(own.estimate.n, 200);
      assertAlmostEquals(own.estimate.ratio ?? NaN, 1, 0.003);
      // 1 % in each of two turns of both arms: 1 % of their ratio per block.
      assertAlmostEquals(own.half, 0.01 * 1.96 / 20, 2e-4);
      assertAlmostEquals(own.found / found, 1, 0.2);
      assertAlmostEquals(own.found, own.half * beyondHalf(400), 1e-9);
    }
  }
});

Deno.test("rows with one turn or none tell nothing of an arm against itself", () => {
  const some = rows(26);
  const single = some.map((one): Row => ({
    ...one,
    turns: one.turns?.slice(0, 1) ?? [],
  }));
  const none = some.map(({ turns: _, ...one }): Row => one);
  for (const  of of[single, none]) {
    const all = floors(of);
    assert(all.every(({ own }) => own === undefined));
    assert(all.some(({ found }) => found !== undefined));
    assertEquals(judgeOwn(all, "iops"), undefined);
  }
});

Deno.test("too few visits have no floor, or none of an arm against itself", () => {
  assert(floors(rows(2)).every(({ found, own }) => !found && !own));
  // Two visits of each arm with two turns are one block of each.
  assert(floors(rows(4)).every(({ own }) => own === undefined));
  assert(floors(rows(4)).some(({ found }) => found !== undefined));
});

Deno.test("runs that failed count for nothing", () => {
  const some = rows(26).map((one): Row =>
    one.cell.repeat <= 6
      ? { ...one, status: "failed", reason: "no", metrics: {} }
      : one
  );
  const [first] = floors(some);
  assertEquals(first?.own?.estimate.n, 10);
});

Deno.test("judgeOwn() counts combinations whose arms differ from themselves", () => {
  assertEquals(judgeOwn(floors(rows(26)), "iops"), {
    claims: 0,
    compared: 2,
    most: 1,
  });
  const biased = turnRows(
    AXES,
    26,
    ({ visit, half }) => (half === visit % 2 ? 0.9 : 1) + visit / 1e4,
  );
  assertEquals(judgeOwn(floors(biased), "iops")?.claims, 2);
});

Deno.test("equal arms of one name are told apart", () => {
  const z = DISTURBANCES.normal(numbers(3));
  const axes: Axes = { iodepth: [4], mode: ["default"] };
  const both = turnRows(
    { iodepth: [4], mode: ["default", "coop"] },
    26,
    () => Math.exp(z() / 3),
  ).map((one): Row => ({
    ...one,
    cell: {
      ...one.cell,
      arm: one.cell.params.mode === "coop" ? "B" : "A",
      params: { ...one.cell.params, mode: "default" },
    },
  }));
  const compared = compareRun({ axes, aa: true, base: params() }, both);
  const [first] = floorsOf(compared, both);
  assertEquals(first?.own?.estimate.n, 12);
});
