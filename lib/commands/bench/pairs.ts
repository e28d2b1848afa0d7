// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { type PairedRatio, usualEstimator } from "../../stats/bootstrap.ts";
import type { LoadFigures } from "./figures.ts";

/** A way to make a load, which is measured again and again. */
export interface Arm {
  name: string;
  measure: () => Promise<LoadFigures>;
}

/** Both arms of a comparison in one block. */
export interface PairOfFigures {
  from: LoadFigures;
  to: LoadFigures;
}

/**
 * Measures two arms side by side so often, each first every other time, so
 * that what changes with time strikes both.
 */
export async function interleave(
  from: Arm,
  to: Arm,
  pairs: number,
  onPair: (done: number) => void = () => {},
): Promise<PairOfFigures[]> {
  const all: PairOfFigures[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    onPair(pair);
    if (pair % 2 === 0) {
      const first = await from.measure();
      all.push({ from: first, to: await to.measure() });
    } else {
      const first = await to.measure();
      all.push({ from: await from.measure(), to: first });
    }
  }
  return all;
}

/** The ratio to / from of a figure, with its interval. */
export function ratioOf(
  pairs: readonly PairOfFigures[],
  figure: keyof LoadFigures,
): PairedRatio {
  return usualEstimator(
    pairs.map(({ from, to }, block) => ({
      block,
      // Less than a tick was seen of it.
      from: Math.max(from[figure], 0.01),
      to: Math.max(to[figure], 0.01),
    })),
  );
}

/** Median of a figure of one arm. */
export function medianOf(
  figures: readonly LoadFigures[],
  figure: keyof LoadFigures,
): number {
  return median(figures, (one) => one[figure]) ?? NaN;
}
