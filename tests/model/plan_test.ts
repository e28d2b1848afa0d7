import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { type Cell, cellId } from "../../lib/model/cell.ts";
import type { Axes } from "../../lib/model/experiment.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { plan, product } from "../../lib/model/plan.ts";
import { params } from "./fixtures.ts";

const { axes } = exp7;
const BLOCK = 28;

function planned(
  seed: number,
  { repeats = 3, order = "random" as "random" | "sequential" } = {},
): Cell[] {
  return plan(params(), axes, { repeats, order, seed });
}

function combination({ iodepth, busy, mode }: Partial<Params>): string {
  return `${iodepth} ${busy} ${mode}`;
}

function combinations(cells: readonly Cell[]): string[] {
  return cells.map((cell) => combination(cell.params));
}

function blocks(cells: readonly Cell[]): Cell[][] {
  return Array.from(
    { length: cells.length / BLOCK },
    (_, i) => cells.slice(i * BLOCK, (i + 1) * BLOCK),
  );
}

Deno.test("product varies the last axis fastest", () => {
  const some: Axes = {
    iodepth: [1, 2],
    busy: [false],
    mode: ["default", "coop"],
  };
  assertEquals(product(some), [
    { iodepth: 1, busy: false, mode: "default" },
    { iodepth: 1, busy: false, mode: "coop" },
    { iodepth: 2, busy: false, mode: "default" },
    { iodepth: 2, busy: false, mode: "coop" },
  ]);
  assertEquals(product({}), [{}]);
});

Deno.test("the same seed gives the same plan", () => {
  assertEquals(planned(1), planned(1));
});

Deno.test("another seed gives another order and other offsets", () => {
  for (const [one, other] of [[0, 1], [1, 2], [7, 2 ** 32 - 1]] as const) {
    const [a, b] = [planned(one), planned(other)];
    assertNotEquals(combinations(a), combinations(b));
    assertEquals(a.filter((cell, i) => cell.seed === b[i]?.seed), []);
  }
});

Deno.test("a block holds every combination once", () => {
  const all = product(axes).map(combination).sort();
  assertEquals(all.length, BLOCK);
  const cells = planned(1);
  assertEquals(cells.length, 3 * BLOCK);
  for (const [i, block] of blocks(cells).entries()) {
    assertEquals(combinations(block).sort(), all);
    assertEquals(new Set(block.map(({ repeat }) => repeat)), new Set([i + 1]));
  }
});

Deno.test("cells are numbered as they run and keep the base", () => {
  const cells = planned(1);
  assertEquals(cells.map(({ index }) => index), [...cells.keys()]);
  const { iodepth, busy, mode } = cells[5]!.params;
  assertEquals(cells[5]!.params, params({ iodepth, busy, mode }));
});

Deno.test("cells that differ in the last axis only run side by side", () => {
  const cells = planned(1);
  const firsts: string[] = [];
  for (let i = 0; i < cells.length; i += 2) {
    const [a, b] = [cells[i]!.params, cells[i + 1]!.params];
    assertEquals({ ...a, mode: b.mode }, b);
    assertNotEquals(a.mode, b.mode);
    firsts.push(a.mode);
  }
  // Both orders come about, or the second of a pair would always be coop.
  assert(firsts.includes("default") && firsts.includes("coop"));
});

Deno.test("every block has an order of its own, of pairs and inside them", () => {
  const pairs = (cells: readonly { params: Partial<Params> }[]) =>
    cells.filter((_, i) => i % 2 === 0).map(({ params }) =>
      `${params.iodepth} ${params.busy}`
    );
  const modes = (cells: readonly Cell[]) =>
    cells.map(({ params }) => params.mode);
  const sequential = pairs(product(axes).map((params) => ({ params })));
  const [first = [], second = [], third = []] = blocks(planned(1));
  const orders = [sequential, pairs(first), pairs(second), pairs(third)];
  assertEquals(new Set(orders.map(String)).size, 4);
  assertEquals(new Set([first, second, third].map(modes).map(String)).size, 3);
});

Deno.test("each arm of a pair runs first in every other block", () => {
  for (let seed = 0; seed < 10; seed++) {
    const cells = planned(seed, { repeats: 8 });
    const firsts = Map.groupBy(
      cells.filter((_, i) => i % 2 === 0),
      ({ params }) => `${params.iodepth} ${params.busy}`,
    );
    for (const [pair, some] of firsts) {
      const coop = some.filter(({ params }) => params.mode === "coop").length;
      assertEquals([some.length, coop], [8, 4], pair);
    }
  }
});

/** The kinds of hogs of a plan in the order in which they are started. */
function sides(cells: readonly Cell[], base: Partial<Params> = {}): string[] {
  return cells.map(({ params }) => ({ ...base, ...params }))
    .map(({ busy, core }) => busy ? core : "none")
    .filter((side, i, all) => side !== all[i - 1]);
}

Deno.test("all groups of a block with hogs follow one another", () => {
  for (let seed = 0; seed < 10; seed++) {
    for (const block of blocks(planned(seed, { repeats: 4 }))) {
      assertEquals(sides(block).toSorted(), ["non-interrupt", "none"].sort());
    }
  }
});

Deno.test("a block begins as often with hogs as without", () => {
  for (let seed = 0; seed < 10; seed++) {
    const firsts = blocks(planned(seed, { repeats: 8 }))
      .map(([first]) => first?.params.busy);
    assertEquals(firsts.filter((busy) => busy).length, 4);
    // Orders that alternate strictly share the period of what recurs.
    assertEquals(firsts.slice(0, 2).toSorted(), [false, true]);
  }
});

Deno.test("hogs on two kinds of core are started once each in a block", () => {
  const axes: Axes = {
    iodepth: [1, 2, 4, 8],
    core: ["interrupt", "non-interrupt"],
    busy: [false, true],
    mode: ["default", "coop"],
  };
  const cells = plan(params(), axes, { repeats: 6, order: "random", seed: 7 });
  const block = 4 * 2 * 2 * 2;
  for (let i = 0; i < cells.length; i += block) {
    const some = sides(cells.slice(i, i + block));
    assertEquals(some.toSorted(), ["interrupt", "non-interrupt", "none"]);
  }
  const { busy: _, ...always } = axes;
  const busy = params({ busy: true });
  assertEquals(
    sides(plan(busy, always, { repeats: 1, order: "random", seed: 7 })).length,
    2,
  );
});

Deno.test("what is compared stays side by side where it is the hogs", () => {
  const axes: Axes = { iodepth: [1, 2, 4], busy: [false, true] };
  const cells = plan(params(), axes, { repeats: 3, order: "random", seed: 1 });
  for (let i = 0; i < cells.length; i += 2) {
    const [a, b] = [cells[i]!.params, cells[i + 1]!.params];
    assertEquals([a.iodepth, a.busy], [b.iodepth, !b.busy]);
  }
});

Deno.test("in sequential order every block is the product of the axes", () => {
  const cells = planned(1, { order: "sequential" });
  const inOrder = product(axes).map(combination);
  for (const block of blocks(cells)) {
    assertEquals(combinations(block), inOrder);
  }
});

Deno.test("every cell has offsets of its own", () => {
  for (const order of ["random", "sequential"] as const) {
    const cells = planned(3, { repeats: 50, order });
    const seeds = new Set(cells.map(({ seed }) => seed));
    assertEquals(seeds.size, cells.length);
    assert([...seeds].every((seed) => Number.isSafeInteger(seed) && seed >= 0));
  }
});

Deno.test("a mode that is compared with itself has two equal arms", () => {
  const axes = { iodepth: [1, 8], mode: ["default" as const] };
  const cells = plan(params(), axes, {
    repeats: 2,
    order: "random",
    seed: 3,
    aa: true,
  });
  assertEquals(cells.length, 2 * 2 * 2);
  for (let i = 0; i < cells.length; i += 2) {
    const [a, b] = [cells[i]!, cells[i + 1]!];
    assertEquals([a.arm, b.arm].sort(), ["A", "B"]);
    assertEquals(a.params, b.params);
    assertEquals(a.repeat, b.repeat);
  }
});

Deno.test("more repetitions leave the first ones as they are", () => {
  const axes = { iodepth: [1, 8], mode: ["default", "coop"] } as const;
  const cells = (repeats: number) =>
    plan(params(), axes, { repeats, order: "random", seed: 3 });
  assertEquals(cells(5).slice(0, 12), cells(3));
});

Deno.test("plan() of some cells has each as often as one of all of them", () => {
  const isWanted = (cell: { params: Partial<Params> }) =>
    /iodepth:8\/.*mode:coop/.test(cellId(cell, { experiment: exp7, axes }));
  const cells = plan(params(), axes, {
    repeats: 3,
    order: "random",
    seed: 1,
    isWanted,
  });
  assertEquals(
    cells.map(({ params: { iodepth, mode } }) => [iodepth, mode]),
    Array.from({ length: 6 }, () => [8, "coop"]),
  );
  assertEquals(cells.map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
  const none = { repeats: 3, order: "random", seed: 1, isWanted: () => false };
  assertEquals(plan(params(), axes, { ...none, order: "random" }), []);
});
