/**
 * Which of several arms may be the best: those that are not shown to be worse
 * than the one that looks best.
 */

// @ts-types="@types/d3-array"
import { greatest, least, mean } from "d3-array";
import {
  MIN_BLOCKS,
  type PairedRatio,
  type RatioEstimator,
  usualEstimator,
} from "./bootstrap.ts";
import { togetherLevel } from "./family.ts";
import { holm } from "./holm.ts";
import { ALPHA, type Better } from "./verdict.ts";

/** A figure of one arm by block; all above 0. */
export type Blocks = ReadonlyMap<number, number>;

/** How an arm compares with the one that looks best. */
export interface AgainstBest<T> {
  readonly arm: T;
  /**
   * This arm / the best; 1 for the best itself. The intervals of all other arms
   * hold the truth together in 95 % of choices.
   */
  readonly estimate: PairedRatio;
  /** Whether it is shown to be worse. */
  readonly isWorse: boolean;
}

/** Arms compared with the one that looks best, which is one of them. */
export interface BestSet<T> {
  readonly best: T;
  /** How many arms it was compared with. */
  readonly others: number;
  /** All arms that were compared, in the order given, the best among them. */
  readonly all: readonly AgainstBest<T>[];
}

function logMean(blocks: Blocks): number {
  return mean(blocks.values(), Math.log) ?? NaN;
}

/**
 * Compares every arm with the one whose geometric mean is best, block by block,
 * and calls those worse of which the p, adjusted by Holm, says so (multiple
 * comparisons with the best: Hsu, Multiple Comparisons, 1996, chapter 4). Only
 * arms with 3 blocks or more take part; undefined where there is none.
 *
 * The arm that is truly best is called worse in 5 % of families or fewer, how
 * many arms there may be (by simulation, see evidence.md). Of one that is called
 * worse this says that it is not better than all others; among arms that are
 * exactly equal, some may be left out more often.
 */
export function bestSet<T>(
  arms: readonly { readonly arm: T; readonly blocks: Blocks }[],
  better: Better,
  resolution = 0,
  estimate: RatioEstimator = usualEstimator,
): BestSet<T> | undefined {
  const some = arms.filter(({ blocks }) => blocks.size >= MIN_BLOCKS);
  const best = (better === "higher" ? greatest : least)(
    some,
    ({ blocks }) => logMean(blocks),
  );
  if (!best) return undefined;
  const others = some.length - 1;
  const level = togetherLevel(others);
  const compared = some.map(({ arm, blocks }) => {
    const pairs = [...blocks].flatMap(([block, to]) => {
      const from = best.blocks.get(block);
      return from === undefined ? [] : [{ block, from, to }];
    });
    return { arm, estimate: estimate(pairs, resolution, level) };
  });
  const adjusted = holm(
    compared.map(({ arm, estimate: { p } }) =>
      arm === best.arm ? undefined : p
    ),
  );
  return {
    best: best.arm,
    others,
    all: compared.map(({ arm, estimate }, i) => ({
      arm,
      estimate,
      isWorse: (adjusted[i] ?? 1) <= ALPHA &&
        ((estimate.ratio ?? 1) < 1) === (better === "higher"),
    })),
  };
}
