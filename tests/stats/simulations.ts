/** What tests/stats/simulation_test.ts asserts and `deno task simulate` prints. */

import { bestSet } from "../../lib/stats/best_set.ts";
import {
  type Pair,
  type PairedRatio,
  type RatioEstimator,
  ratioEstimator,
} from "../../lib/stats/bootstrap.ts";
import { interactions } from "../../lib/stats/interactions.ts";
import type { Comparison } from "../../lib/stats/comparisons.ts";
import { COMPARED_METRICS } from "../../lib/stats/compared_metrics.ts";
import { verdict } from "../../lib/stats/verdict.ts";
import { isNarrow } from "../../lib/session/add_blocks.ts";
import { type Design, type Series, visits } from "./turns.ts";
import { numbers } from "./simulate.ts";

/** Resamples of several seeds, so that no single draw of them decides. */
export function estimators(resamples = 499): readonly RatioEstimator[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
    ratioEstimator({ seed, resamples })
  );
}

const BY_COUNT = new Map<number, readonly RatioEstimator[]>();

/** One estimator per number of visits: each keeps the weights of a few only. */
function estimatorOf(run: number, count: number): RatioEstimator {
  const some = BY_COUNT.get(count) ?? estimators();
  BY_COUNT.set(count, some);
  return some[run % some.length]!;
}

/** The ratio that all simulations but those of equals have. */
export const TRUTH = 1.1;

function holds(
  { low = Infinity, high = -Infinity }: PairedRatio,
  truth: number,
) {
  return low <= truth && truth <= high;
}

function take(design: Design, count: number, source: () => number): Pair[] {
  const all = visits(design, source);
  return Array.from({ length: count }, () => all.next().value);
}

/** The share of 95 % intervals that hold the truth. */
export function coverage(
  design: Omit<Design, "ratio">,
  count: number,
  runs: number,
): number {
  const source = numbers(count);
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const pairs = take({ ...design, ratio: TRUTH }, count, source);
    if (holds(estimatorOf(run, count)(pairs), TRUTH)) held++;
  }
  return held / runs;
}

/**
 * The same of the intervals that --precision stops at, with `compared` places
 * of which the widest decides, and how many visits it took on average.
 */
export function stoppedCoverage(
  design: Omit<Design, "ratio">,
  { compared, precision, most }: {
    readonly compared: number;
    /** Percent. */
    readonly precision: number;
    readonly most: number;
  },
  runs: number,
): { share: number; visits: number } {
  const source = numbers(compared);
  let held = 0;
  let all = 0;
  for (let run = 0; run < runs; run++) {
    const places = Array.from(
      { length: compared },
      () => take({ ...design, ratio: TRUTH }, most, source),
    );
    let stopped: PairedRatio[] = [];
    let before = Infinity;
    let repeats = 3;
    for (;; repeats++) {
      stopped = places.map((pairs) =>
        estimatorOf(run, repeats)(pairs.slice(0, repeats))
      );
      const half = Math.max(
        ...stopped.map(({ ratio = NaN, high = NaN }) =>
          (high / ratio - 1) * 100
        ),
      );
      if (
        repeats === most ||
        isNarrow({ half, before, repeats, compared }, precision)
      ) {
        break;
      }
      before = half;
    }
    all += repeats;
    held += stopped.filter((one) => holds(one, TRUTH)).length / compared;
  }
  return { share: held / runs, visits: all / runs };
}

/** Arms of which the first `best` are equal and the others each 2 % worse. */
export interface Candidates {
  readonly arms: number;
  readonly best: number;
  readonly blocks: number;
  readonly noise: Series;
}

/**
 * The shares of choices that leave out a certain one of the best, and any of
 * them; and the mean size of what is left.
 */
export function choices(
  { arms, best, blocks, noise }: Candidates,
  runs: number,
): { missed: number; anyMissed: number; size: number } {
  const source = numbers(arms + best);
  // Holm's smallest level must lie above the smallest p that there can be.
  const estimate = ratioEstimator({ resamples: arms > 12 ? 9999 : 1999 });
  const z = noise(source);
  let [missed, anyMissed, size] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const machine = Array.from({ length: blocks }, () => 6 * z());
    const candidates = Array.from({ length: arms }, (_, arm) => ({
      arm,
      blocks: new Map(machine.map((block, i) => {
        const worse = 0.02 * Math.max(0, arm - best + 1);
        // Some arms are noisier than others.
        return [i, Math.exp(block - worse + (1 + arm % 3) * z())] as const;
      })),
    }));
    const worse = bestSet(candidates, "higher", 0, estimate)?.all
      .filter(({ isWorse }) => isWorse).map(({ arm }) => arm) ?? [];
    if (worse.includes(0)) missed++;
    if (worse.some((arm) => arm < best)) anyMissed++;
    size += arms - worse.length;
  }
  return {
    missed: missed / runs,
    anyMissed: anyMissed / runs,
    size: size / runs,
  };
}

function comparison(pairs: readonly Pair[], busy: boolean): Comparison {
  const [metric] = COMPARED_METRICS;
  const estimate = { ratio: 1, low: 1, high: 1, p: 1, n: pairs.length };
  return {
    axis: "mode",
    from: "default",
    to: "coop",
    where: { busy },
    metric: { ...metric!, resolution: 0 },
    pairs,
    dropped: 0,
    invalid: 0,
    estimate,
    verdict: verdict(estimate, "higher"),
  };
}

/** The share of 95 % intervals of an interaction that hold the truth. */
export function interactionCoverage(
  design: Omit<Design, "ratio">,
  count: number,
  runs: number,
): number {
  const source = numbers(count);
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const without = take({ ...design, ratio: TRUTH }, count, source);
    const withBusy = take({ ...design, ratio: TRUTH ** 2 }, count, source);
    const [found] = interactions(
      [comparison(without, false), comparison(withBusy, true)],
      "busy",
      [false, true],
      estimatorOf(run, count),
    );
    if (found && holds(found.estimate, TRUTH)) held++;
  }
  return held / runs;
}
