/** What tests/stats/simulation_test.ts asserts and `deno task simulate` prints. */

import { bestSet } from "../../lib/stats/best_set.ts";
import {
  type Pair,
  type PairedRatio,
  type RatioEstimator,
  ratioEstimator,
} from "../../lib/stats/bootstrap.ts";
import { togetherLevel } from "../../lib/stats/family.ts";
import { interactions } from "../../lib/stats/interactions.ts";
import type { Comparison } from "../../lib/stats/comparisons.ts";
import { COMPARED_METRICS } from "../../lib/stats/compared_metrics.ts";
import { ownBlocks } from "../../lib/stats/own_equals.ts";
import {
  beyondHalf,
  foundDifference,
  halfOfBlocks,
  logHalf,
} from "../../lib/stats/power.ts";
import { verdict } from "../../lib/stats/verdict.ts";
import { isNarrow } from "../../lib/session/add_blocks.ts";
import {
  type Design,
  type Series,
  type SimulatedVisit,
  visits,
} from "./turns.ts";
import { numbers } from "./simulate.ts";

/** Resamples of several seeds, so that no single draw of them decides. */
export function estimators(resamples = 499): readonly RatioEstimator[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
    ratioEstimator({ seed, resamples })
  );
}

const BY_COUNT = new Map<number, readonly RatioEstimator[]>();

/** One estimator per number of visits: each keeps the weights of a few only. */
export function estimatorOf(run: number, count: number): RatioEstimator {
  const some = BY_COUNT.get(count) ?? estimators();
  BY_COUNT.set(count, some);
  return some[run % some.length]!;
}

/** The ratio that all simulations but those of equals have. */
export const TRUTH = 1.1;

export function holds(
  { low = Infinity, high = -Infinity }: PairedRatio,
  truth: number,
) {
  return low <= truth && truth <= high;
}

function take(
  design: Design,
  count: number,
  source: () => number,
): SimulatedVisit[] {
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

/**
 * Runs of `places` that are all alike, of which the one is told whose ratio lies
 * farthest from none: the shares whose 95 % interval holds the truth, its own
 * and the one that holds for all places together.
 */
export function largestCoverage(
  design: Omit<Design, "ratio">,
  count: number,
  places: number,
  runs: number,
): { own: number; together: number } {
  const source = numbers(count);
  // The level of 14 places leaves the farthest 36 of so many resamples out.
  const estimate = ratioEstimator();
  let [own, together] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const all = Array.from(
      { length: places },
      () => take({ ...design, ratio: TRUTH }, count, source),
    );
    const far = (pairs: readonly Pair[]) =>
      Math.abs(
        pairs.reduce((sum, { from, to }) => sum + Math.log(to / from), 0),
      );
    const largest = all.reduce((a, b) => far(b) > far(a) ? b : a);
    const at = (level: number) => estimate(largest, 0, level);
    if (holds(at(0.95), TRUTH)) own++;
    if (holds(at(togetherLevel(places)), TRUTH)) together++;
  }
  return { own: own / runs, together: together / runs };
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
    together: false,
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

/** Places of a run whose median is told as its floor. */
const PLACES = 14;

/** Each arm against itself, by the first and the last turn of its visits. */
function ownOf(all: readonly SimulatedVisit[]): Pair[] {
  return [0, 1].flatMap((arm) =>
    ownBlocks(all.flatMap(({ block, turns }) => {
      const [first, last] = [turns[0], turns.at(-1)];
      return first?.arm === arm && last?.arm === arm
        ? [{ block, first: first.figure, second: last.figure }]
        : [];
    }))
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half - 1)] ?? 0) +
    (sorted[Math.floor(half)] ?? 0)) /
    2;
}

/** What became of floors that runs told, all of them shares. */
export interface FloorsKept {
  /** Of runs that find a difference as large as the floor of one before. */
  readonly found: number;
  /** The same of what the arms against themselves would have promised. */
  readonly foundByOwn: number;
  /** The same of the larger of both. */
  readonly foundByLarger: number;
  /** Of runs without a difference those that claim one. */
  readonly claimed: number;
  /** Of arms against themselves those that show a difference. */
  readonly ownClaimed: number;
}

/**
 * Runs that tell the median of the floors of 14 places in visits of ABBA, each
 * followed by one like it whose true difference is as large, and by one without
 * a difference.
 */
export function floorsKept(
  design: Pick<Design, "disturbance" | "effect">,
  count: number,
  runs: number,
): FloorsKept {
  const source = numbers(count);
  const of = (ratio: number) =>
    take({ ...design, turns: 4, ratio }, count, source);
  let [found, foundByOwn, foundByLarger, claimed] = [0, 0, 0, 0];
  let [ownClaims, owns] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const places = Array.from({ length: PLACES }, () => of(TRUTH));
    const floor = median(
      places.map((place) =>
        foundDifference(estimatorOf(run, count)(place)) ?? NaN
      ),
    );
    const own = median(places.map((place) => {
      const blocks = ownOf(place);
      const estimate = estimatorOf(run, blocks.length)(blocks);
      owns++;
      if (verdict(estimate, "higher").claims) ownClaims++;
      const half = halfOfBlocks(logHalf(estimate) ?? NaN, estimate.n, count);
      return half * beyondHalf(count);
    }));
    const finds = (log: number) =>
      Number(
        verdict(estimatorOf(run, count)(of(Math.exp(log))), "higher").kind ===
          "faster",
      );
    found += finds(floor);
    foundByOwn += finds(own);
    foundByLarger += finds(Math.max(floor, own));
    const equal = estimatorOf(run, count)(of(1));
    claimed += Number(verdict(equal, "higher").claims);
  }
  return {
    found: found / runs,
    foundByOwn: foundByOwn / runs,
    foundByLarger: foundByLarger / runs,
    claimed: claimed / runs,
    ownClaimed: ownClaims / owns,
  };
}
