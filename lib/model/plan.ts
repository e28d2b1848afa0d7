import type { Cell } from "./cell.ts";
import type { Axes, Order } from "./experiment.ts";
import type { Params } from "./params.ts";

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

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
  const next = random(seed);
  const last = Object.values(axes).at(-1)?.length ?? 1;
  const combinations = product(axes);
  const groups = Array.from(
    { length: combinations.length / last },
    (_, i) => combinations.slice(i * last, (i + 1) * last),
  );
  const cells: Omit<Cell, "index">[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const block = order === "random"
      ? shuffled(groups, next).flatMap((group) => shuffled(group, next))
      : combinations;
    for (const params of block) {
      const cellSeed = Math.floor(next() * 2 ** 32);
      cells.push({ repeat, seed: cellSeed, params: { ...base, ...params } });
    }
  }
  return cells.map((cell, index) => ({ ...cell, index }));
}
