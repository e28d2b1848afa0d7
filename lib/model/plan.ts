// @ts-types="@types/d3-array"
import { shuffler } from "d3-array";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { balancedOrders } from "./balanced_order.ts";
import type { Cell } from "./cell.ts";
import type { Axes, Order } from "./experiment.ts";
import type { ParameterName, Params } from "./parameters/params.ts";

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

/** Orders cells by the axes: by the first one first. */
export function compareByAxes(a: Params, b: Params, axes: Axes): number {
  for (const name of Object.keys(axes) as ParameterName[]) {
    const values = axes[name] as readonly unknown[];
    const difference = values.indexOf(a[name]) - values.indexOf(b[name]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A combination of the axes' values; the rest of its cell is the base's. */
type Planned = Pick<Cell, "params" | "arm">;

/** What stands side by side: the combinations that differ in the last axis. */
function groupsOf(axes: Axes, aa: boolean): Planned[][] {
  const last = Object.values(axes).at(-1)?.length ?? 1;
  const combinations = product(axes) as Params[];
  if (aa) {
    return combinations.map((params) => [
      { params, arm: "A" },
      { params, arm: "B" },
    ]);
  }
  return Array.from(
    { length: combinations.length / last },
    (_, i) =>
      combinations.slice(i * last, (i + 1) * last).map((params) => ({
        params,
      })),
  );
}

/** What stands side by side, with the orders in which it does. */
interface Group {
  readonly cells: readonly Pick<Cell, "params" | "arm">[];
  readonly orders: Generator<readonly number[], never>;
}

/**
 * The groups by the hogs that run beside them: these are on the CPUs of a kind
 * of core. Groups in which some cells have hogs and some have none are a side
 * of their own.
 */
function sidesOf(groups: readonly Group[], base: Params): Group[][] {
  const hogs = ({ params }: Pick<Cell, "params">) => {
    const { busy, core, writer } = { ...base, ...params };
    return busy || writer ? `${busy} ${writer} ${core}` : "none";
  };
  const sides = Map.groupBy(
    groups,
    ({ cells }) => [...new Set(cells.map(hogs))].sort().join(),
  );
  return [...sides.values()];
}

/** Equal for the cells of a plan that are measured side by side. */
export function groupKey(
  { repeat, params }: Pick<Cell, "repeat" | "params">,
  { axes, aa }: { readonly axes: Axes; readonly aa: boolean },
): string {
  const names = Object.keys(axes) as ParameterName[];
  const same = aa ? names : names.slice(0, -1);
  return JSON.stringify([repeat, ...same.map((name) => params[name])]);
}

/** What two series of numbers begin apart from each other, of 1. */
const GOLDEN_RATIO = 0.618033988749895;

/** How often and in which order cells run. */
export interface PlanOptions {
  repeats: number;
  order: Order;
  seed: number;
  /** Whether every combination has two equal arms, to be compared. */
  aa?: boolean;
  /** Which combinations are measured, of those of the axes; else all. */
  isWanted?: (cell: Planned) => boolean;
}

/**
 * The cells of a run in the order in which they run.
 *
 * A repetition is a block that holds every combination once. In random order
 * the combinations that differ in the last axis only stay side by side, so
 * that what is compared is measured under the same conditions. The order of the
 * groups is drawn anew in every block; that inside each of them is drawn too,
 * but so that over the blocks it is balanced ({@linkcode balancedOrders}). So
 * is that of the sides of a block: all groups beside the same hogs follow one
 * another, so that hogs are started once for all of them.
 * Every cell reads other offsets, or the second of a pair would find the
 * device's caches warm. The same arguments give the same plan, and more
 * repetitions the same with more blocks behind.
 */
export function plan(
  base: Params,
  axes: Axes,
  { repeats, order, seed, aa = false, isWanted = () => true }: PlanOptions,
): Cell[] {
  const next = randomLcg(seed / 2 ** 32);
  const shuffle = shuffler(next);
  const wanted = groupsOf(axes, aa).map((cells) => cells.filter(isWanted))
    .filter(({ length }) => length > 0);
  const groups = wanted.map((cells): Group => ({
    cells,
    // Numbers of its own, so that its orders do not depend on other groups.
    orders: balancedOrders(cells.length, randomLcg(next())),
  }));
  const sides = sidesOf(groups, base);
  if (groups.length === 0) return [];
  // Of numbers of its own too: a plan with one side takes none for its order.
  const sideOrders = balancedOrders(
    sides.length,
    randomLcg((seed / 2 ** 32 + GOLDEN_RATIO) % 1),
  );
  const cells: Omit<Cell, "index">[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const block = order === "random"
      ? sideOrders.next().value.flatMap((side) => shuffle([...sides[side]!]))
        .flatMap(({ cells, orders }) =>
          orders.next().value.map((arm) => cells[arm]!)
        )
      : groups.flatMap(({ cells }) => cells);
    for (const { params, ...arm } of block) {
      const cellSeed = Math.floor(next() * 2 ** 32);
      cells.push({
        repeat,
        seed: cellSeed,
        ...arm,
        params: { ...base, ...params },
      });
    }
  }
  return cells.map((cell, index) => ({ ...cell, index }));
}
