// @ts-types="@types/d3-array"
import { shuffler } from "d3-array";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import type { Cell } from "./cell.ts";
import type { Axes, Order } from "./experiment.ts";
import type { Params } from "./params.ts";

/** Every combination of the axes' values; the last axis varies fastest. */
export function product(axes: Axes): Partial<Params>[] {
  let combinations: Partial<Params>[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [name]: value }))
    );
  }
  return combinations;
}

/**
 * The cells of a run in the order in which they run.
 *
 * A repetition is a block that holds every combination once. In random order
 * the combinations that differ in the last axis only stay side by side, so
 * that what is compared is measured under the same conditions, and both the
 * groups and the order inside them are drawn anew in every block. Every cell
 * reads other offsets, or the second of a pair would find the device's caches
 * warm. The same arguments give the same plan.
 */
export function plan(
  base: Params,
  axes: Axes,
  { repeats, order, seed }: { repeats: number; order: Order; seed: number },
): Cell[] {
  const next = randomLcg(seed / 2 ** 32);
  const shuffle = shuffler(next);
  const last = Object.values(axes).at(-1)?.length ?? 1;
  const combinations = product(axes);
  const groups = Array.from(
    { length: combinations.length / last },
    (_, i) => combinations.slice(i * last, (i + 1) * last),
  );
  const cells: Omit<Cell, "index">[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const block = order === "random"
      ? shuffle([...groups]).flatMap((group) => shuffle([...group]))
      : combinations;
    for (const params of block) {
      const cellSeed = Math.floor(next() * 2 ** 32);
      cells.push({ repeat, seed: cellSeed, params: { ...base, ...params } });
    }
  }
  return cells.map((cell, index) => ({ ...cell, index }));
}
