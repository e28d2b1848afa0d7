import { assert, assertEquals } from "@std/assert";
import type { LoadFigures } from "../../../lib/commands/bench/figures.ts";
import { benchTables, ratioText } from "../../../lib/commands/bench/tables.ts";
import {
  interleave,
  medianOf,
  type PairOfFigures,
  ratioOf,
  sliced,
  together,
} from "../../../lib/commands/bench/pairs.ts";

const figures = (iops: number): LoadFigures => ({
  iops,
  userNs: 0,
  cpuNs: 1e6 / iops,
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
  const pairs = await interleave(arm("a"), arm("b"), 4, (n) => done.push(n));
  const orders = [0, 2, 4, 6].map((i) => order.slice(i, i + 2).join(""));
  assertEquals(orders.slice(0, 2).sort(), ["ab", "ba"]);
  assertEquals(orders.slice(2).sort(), ["ab", "ba"]);
  assertEquals(done, [0, 1, 2, 3]);
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

Deno.test("a pair without a read tells nothing", () => {
  const none = { iops: 0, userNs: NaN, cpuNs: NaN };
  const pairs = [...PAIRS, { from: figures(1000), to: none }];
  assertEquals(ratioOf(pairs, "iops"), ratioOf(PAIRS, "iops"));
  assertEquals(ratioOf(pairs, "cpuNs").n, 4);
});

Deno.test("the median of an even number lies between", () => {
  assertEquals(medianOf(PAIRS.map(({ from }) => from), "iops"), 2500);
  assertEquals(medianOf([figures(7)], "iops"), 7);
});

Deno.test("the tables have a line per comparison and fit a terminal", () => {
  const [speed = "", cost = ""] = benchTables([
    { target: "zram", to: "lean", from: "t/io_uring", pairs: PAIRS },
    { target: "file on the disk", to: "lean", from: "fio", pairs: PAIRS },
  ]).split("\n\n");
  assertEquals(speed.split("\n"), [
    "target                                       IOPS      ratio (95 % CI)",
    "zram              lean vs t/io_uring  5.0k / 2.5k  2.00 (2.00 to 2.00)",
    "file on the disk  lean vs fio         5.0k / 2.5k  2.00 (2.00 to 2.00)",
  ]);
  assertEquals(cost.trimEnd().split("\n").length, 3);
  for (const line of cost.split("\n")) assert(line.length <= 80, line);
  assertEquals(
    ratioText({ ratio: 1.5, low: undefined, high: undefined, p: 1, n: 1 }),
    "1.50",
  );
});

Deno.test("arms of a round take turns as often as there are slices", async () => {
  const order: string[] = [];
  const arm = (name: string) => ({
    name,
    measure: () => {
      order.push(name);
      return Promise.resolve(figures(order.length));
    },
  });
  const arms = ["a", "b", "c"].map(arm);
  const done: number[] = [];
  const rounds = await sliced(arms, {
    rounds: 2,
    slices: 3,
    onRound: (n) => done.push(n),
  });
  assertEquals(done, [0, 1]);
  assertEquals(rounds.map((one) => one.map(({ length }) => length)), [
    [3, 3, 3],
    [3, 3, 3],
  ]);
  // Each arm once in every slice, and each as often in every place.
  for (let i = 0; i < order.length; i += arms.length) {
    assertEquals(order.slice(i, i + 3).sort(), ["a", "b", "c"]);
  }
  for (const place of [0, 1, 2]) {
    const there = order.filter((_, i) => i % 3 === place);
    assertEquals(there.filter((name) => name === "a").length, 2);
  }
  const [{ iops = 0 } = {}] = rounds[0]![0]!;
  assertEquals(iops, order.indexOf("a") + 1);
});

Deno.test("slices of an arm count as one: rates are averaged, times by message", () => {
  assertEquals(
    together([
      { iops: 100, userNs: 10, cpuNs: 20 },
      { iops: 300, userNs: 2, cpuNs: 4 },
      { iops: 0, userNs: NaN, cpuNs: NaN },
    ]),
    { iops: 400 / 3, userNs: 4, cpuNs: 8 },
  );
  assertEquals(together([{ iops: 0, userNs: NaN, cpuNs: NaN }]), {
    iops: 0,
    userNs: 0,
    cpuNs: 0,
  });
});
