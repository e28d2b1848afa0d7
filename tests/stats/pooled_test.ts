import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import { comparisons } from "../../lib/stats/comparisons.ts";
import { pooledRatio } from "../../lib/stats/pooled.ts";
import { rowsOf } from "./rows.ts";

const AXES: Axes = { iodepth: [1, 4], mode: ["default", "coop"] };

/** coop makes 1.1 times the IOPS at iodepth 1 and 1.3 times at 4. */
function compared(blocks: number, skip: (block: number) => boolean) {
  const rows = rowsOf(AXES, blocks, ({ iodepth = 1, mode }, block) => {
    const ratio = iodepth === 1 ? 1.1 : 1.3;
    const noise = 1 + 0.01 * (block % 3);
    const iops = iodepth * 1e4 * (mode === "coop" ? ratio * noise : 1);
    return iodepth === 4 && skip(block) ? {} : { iops };
  });
  return comparisons(rows, AXES, {
    metrics: [{ name: "iops", better: "higher", resolution: 0 }],
  });
}

Deno.test("combinations count alike, and the interval holds their mean", () => {
  const { ratio = NaN, low = NaN, high = NaN, n } = pooledRatio(
    compared(6, () => false),
  );
  assertEquals(n, 6);
  const truth = Math.sqrt(1.1 * 1.3) * Math.cbrt(1 * 1.01 * 1.02);
  assertAlmostEquals(ratio, truth, 1e-9);
  assert(low < ratio && ratio < high);
});

Deno.test("a block that a place lacks is left out", () => {
  assertEquals(pooledRatio(compared(6, (block) => block === 2)).n, 5);
});

Deno.test("a place without any figures is none", () => {
  const { ratio = NaN, n } = pooledRatio(compared(3, () => true));
  assertEquals(n, 3);
  assertAlmostEquals(ratio, 1.1 * Math.cbrt(1.01 * 1.02), 1e-9);
});

Deno.test("without comparisons there is no ratio", () => {
  assertEquals(pooledRatio([]).ratio, undefined);
});
