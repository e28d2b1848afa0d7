import { assertEquals, assertStringIncludes } from "@std/assert";
import type { LoadFigures } from "../../lib/bench/figures.ts";
import { benchTable, ratioText } from "../../lib/bench/markdown.ts";
import {
  interleave,
  medianOf,
  type PairOfFigures,
  ratioOf,
} from "../../lib/bench/pairs.ts";

const figures = (iops: number): LoadFigures => ({
  iops,
  userNs: 0,
  cpuNs: 1e9 / iops,
});

const PAIRS: PairOfFigures[] = [1, 2, 3, 4].map((n) => ({
  from: figures(1000 * n),
  to: figures(2000 * n + n),
}));

Deno.test("arms take turns, each first every other time", async () => {
  const order: string[] = [];
  const arm = (name: string) => ({
    name,
    measure: () => {
      order.push(name);
      return Promise.resolve(figures(name === "a" ? 10 : 20));
    },
  });
  const done: number[] = [];
  const pairs = await interleave(arm("a"), arm("b"), 3, (n) => done.push(n));
  assertEquals(order, ["a", "b", "b", "a", "a", "b"]);
  assertEquals(done, [0, 1, 2]);
  for (const { from, to } of pairs) {
    assertEquals([from.iops, to.iops], [10, 20]);
  }
});

Deno.test("what moves a whole pair cancels", () => {
  const { ratio, low, high } = ratioOf(PAIRS, "iops");
  for (const value of [ratio, low, high]) {
    assertEquals(value?.toFixed(3), "2.001");
  }
  // Of times of which no tick was seen there is a ratio still.
  assertEquals(ratioOf(PAIRS, "userNs").ratio, 1);
});

Deno.test("the median of an even number lies between", () => {
  assertEquals(medianOf(PAIRS.map(({ from }) => from), "iops"), 2500);
  assertEquals(medianOf([figures(7)], "iops"), 7);
});

Deno.test("the table has a line per comparison", () => {
  const table = benchTable([
    { target: "zram", to: "a", from: "b", pairs: PAIRS },
  ]);
  assertEquals(table.split("\n").length, 4);
  assertStringIncludes(
    table,
    "| zram | a | b | 5.0 k / 2.5 k | 2.00 (2.00-2.00) |",
  );
  assertEquals(
    ratioText({ ratio: 1.5, low: undefined, high: undefined, p: 1, n: 1 }),
    "1.50",
  );
});
