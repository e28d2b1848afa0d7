// @ts-types="@types/d3-array"
import { median } from "d3-array";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { balancedOrders } from "../../model/balanced_order.ts";
import { type PairedRatio, usualEstimator } from "../../stats/bootstrap.ts";
import type { LoadFigures } from "./figures.ts";

/** A way to make a load, which is measured again and again. */
export interface Arm<F extends LoadFigures = LoadFigures> {
  name: string;
  measure: () => Promise<F>;
}

/** Both arms of a comparison in one block. */
export interface PairOfFigures {
  from: LoadFigures;
  to: LoadFigures;
}

/**
 * Measures two arms side by side so often, each first in every other pair, so
 * that what changes with time strikes both. The same seed, an integer, gives
 * the same orders.
 */
export async function interleave(
  from: Arm,
  to: Arm,
  pairs: number,
  onPair: (done: number) => void = () => {},
  seed = 1,
): Promise<PairOfFigures[]> {
  const all: PairOfFigures[] = [];
  const orders = balancedOrders(2, randomLcg(seed));
  for (let pair = 0; pair < pairs; pair++) {
    onPair(pair);
    const figures: LoadFigures[] = [];
    for (const arm of orders.next().value) {
      figures[arm] = await (arm === 0 ? from : to).measure();
    }
    all.push({ from: figures[0]!, to: figures[1]! });
  }
  return all;
}

/** Figures of several measurements of one arm, all as long, as those of one. */
export function together(slices: readonly LoadFigures[]): LoadFigures {
  const sum = (of: (slice: LoadFigures) => number) =>
    slices.reduce((all, slice) => all + of(slice), 0);
  const iops = sum((slice) => slice.iops);
  // A read counts once, whichever slice it was in.
  const perRead = (figure: "userNs" | "cpuNs") =>
    iops > 0
      ? sum((slice) => slice.iops > 0 ? slice[figure] * slice.iops : 0) / iops
      : 0;
  return {
    iops: iops / slices.length,
    userNs: perRead("userNs"),
    cpuNs: perRead("cpuNs"),
  };
}

/**
 * Measures several arms in rounds. In a round each arm has `slices` short
 * measurements, all arms in turn and in balanced orders, so that what lasts
 * for some seconds strikes all of them, and what a measurement happens to begin
 * with is averaged. Gives the slices of each round, by arm. The same seed, an
 * integer, gives the same orders.
 */
export async function sliced<F extends LoadFigures>(
  arms: readonly Arm<F>[],
  { rounds, slices, onRound = () => {}, seed = 1 }: {
    rounds: number;
    slices: number;
    onRound?: (done: number) => void;
    seed?: number;
  },
): Promise<F[][][]> {
  const orders = balancedOrders(arms.length, randomLcg(seed));
  const all: F[][][] = [];
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    const found: F[][] = arms.map(() => []);
    for (let slice = 0; slice < slices; slice++) {
      for (const arm of orders.next().value) {
        found[arm]!.push(await arms[arm]!.measure());
      }
    }
    all.push(found);
  }
  return all;
}

/**
 * The ratio to / from of a figure, with its interval. Pairs of which one arm had
 * no read tell nothing.
 */
export function ratioOf(
  pairs: readonly PairOfFigures[],
  figure: keyof LoadFigures,
): PairedRatio {
  return usualEstimator(
    pairs.flatMap(({ from, to }, block) =>
      from.iops > 0 && to.iops > 0
        ? [{
          block,
          // Less than a tick was seen of it.
          from: Math.max(from[figure], 0.01),
          to: Math.max(to[figure], 0.01),
        }]
        : []
    ),
  );
}

/** Median of a figure of one arm. */
export function medianOf(
  figures: readonly LoadFigures[],
  figure: keyof LoadFigures,
): number {
  return median(figures, (one) => one[figure]) ?? NaN;
}
