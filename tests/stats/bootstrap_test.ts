import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
// @ts-types="@types/d3-array"
import { median } from "d3-array";
import {
  MIN_BLOCKS,
  type Pair,
  type PairedRatio,
  ratioEstimator,
} from "../../lib/stats/bootstrap.ts";
import {
  NOISE_MODELS,
  numbers,
  simulatePairs,
  STEP,
  stepped,
} from "./simulate.ts";

/** Resamples of several seeds, so that no single draw of them decides. */
const ESTIMATORS = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
  ratioEstimator({ seed, resamples: 499 })
);

const TRUTH = 1.1;

function pairsOf(...ratios: number[]): Pair[] {
  return ratios.map((ratio, i) => ({
    block: i + 1,
    from: 1000 * (i + 1),
    to: 1000 * (i + 1) * ratio,
  }));
}

/** Estimates of many runs with so many blocks and this noise. */
function estimates(
  runs: number,
  draw: () => Pair[],
  resolution = 0,
): PairedRatio[] {
  return Array.from(
    { length: runs },
    (_, i) => ESTIMATORS[i % ESTIMATORS.length]!(draw(), resolution),
  );
}

function shareOf(
  all: readonly PairedRatio[],
  holds: (estimate: PairedRatio) => boolean,
): number {
  return all.filter(holds).length / all.length;
}

function covers({ low, high }: PairedRatio, truth: number): boolean {
  return low !== undefined && high !== undefined && low <= truth &&
    truth <= high;
}

/** Three standard deviations of a share of 95 % among so many runs. */
function tolerance(runs: number): number {
  return 3 * Math.sqrt(0.95 * 0.05 / runs);
}

/** Half an interval in logarithms. */
function half({ ratio = NaN, high = NaN }: PairedRatio): number {
  return Math.log(high / ratio);
}

for (const [name, model] of Object.entries(NOISE_MODELS)) {
  Deno.test(`95 % of intervals hold the truth: ${name}`, () => {
    for (const blocks of [3, 5, 10, 20]) {
      const runs = 2000;
      const noise = model(numbers(blocks));
      const all = estimates(runs, () => simulatePairs(blocks, TRUTH, noise));
      const share = shareOf(all, (estimate) => covers(estimate, TRUTH));
      assert(share >= 0.95 - tolerance(runs), `${blocks} blocks: ${share}`);
    }
  });
}

Deno.test("intervals of normal noise are about as wide as Student's t", () => {
  // Quantiles of Student's t at 97.5 % with 2, 4, 9 and 19 degrees of freedom.
  const quantiles = [[3, 4.303], [5, 2.776], [10, 2.262], [20, 2.093]] as const;
  const estimate = ratioEstimator();
  for (const [blocks, quantile] of quantiles) {
    const noise = NOISE_MODELS.normal(numbers(blocks));
    const widths = Array.from({ length: 200 }, () => {
      const pairs = simulatePairs(blocks, TRUTH, noise);
      const logs = pairs.map(({ from, to }) => Math.log(to / from));
      const centre = logs.reduce((a, b) => a + b) / blocks;
      const variance = logs.reduce((sum, log) => sum + (log - centre) ** 2, 0) /
        (blocks - 1);
      return half(estimate(pairs)) /
        (quantile * Math.sqrt(variance / blocks));
    });
    const width = median(widths) ?? NaN;
    assert(width > 0.85 && width < 1.15, `${blocks} blocks: ${width}`);
  }
});

Deno.test("where nothing differs, p is below 0.05 in 5 % of runs", () => {
  const runs = 2000;
  for (const blocks of [3, 5, 10]) {
    const noise = NOISE_MODELS.normal(numbers(blocks + 50));
    const all = estimates(runs, () => simulatePairs(blocks, 1, noise));
    const share = shareOf(all, ({ p }) => p! <= 0.05);
    assert(share <= 0.05 + tolerance(runs), `${blocks} blocks: ${share}`);
    assertGreater(share, 0.02, `${blocks} blocks`);
    for (const estimate of all) {
      assertEquals(estimate.p! <= 0.05, !covers(estimate, 1));
    }
  }
});

Deno.test("10 % are found in noise of 2 % with five blocks", () => {
  for (const name of ["normal", "drift of blocks"] as const) {
    const noise = NOISE_MODELS[name](numbers(5));
    const all = estimates(1000, () => simulatePairs(5, TRUTH, noise));
    assertGreater(shareOf(all, ({ low }) => low! > 1), 0.97, name);
  }
});

Deno.test("the ratio is the geometric mean; swapped arms invert it", () => {
  const estimate = ratioEstimator();
  const pairs = pairsOf(0.5, 2, 4);
  const there = estimate(pairs);
  assertAlmostEquals(there.ratio!, 4 ** (1 / 3), 1e-12);
  assertEquals(there.n, 3);
  const back = estimate(
    pairs.map(({ block, from, to }) => ({ block, from: to, to: from })),
  );
  assertAlmostEquals(back.ratio!, 1 / there.ratio!, 1e-12);
  assertAlmostEquals(back.low!, 1 / there.high!, 1e-12);
  assertAlmostEquals(back.high!, 1 / there.low!, 1e-12);
  assertEquals(back.p, there.p);
});

Deno.test("what moves a whole block does not move the interval", () => {
  const estimate = ratioEstimator();
  const pairs = pairsOf(1.01, 1.02, 1.04, 0.99);
  const moved = pairs.map(({ block, from, to }, i) => ({
    block,
    from: from * (i + 0.5),
    to: to * (i + 0.5),
  }));
  const [a, b] = [estimate(pairs), estimate(moved)];
  assertAlmostEquals(a.low!, b.low!, 1e-12);
  assertAlmostEquals(a.high!, b.high!, 1e-12);
});

Deno.test("the same seed gives the same interval, another one nearly so", () => {
  const pairs = pairsOf(1.01, 1.05, 1.02, 1.08, 0.99);
  const first = ratioEstimator({ seed: 3 })(pairs);
  const busy = ratioEstimator({ seed: 3 });
  busy(pairsOf(1, 2, 3));
  assertEquals(busy(pairs), first);
  assertEquals(busy(pairs), first);
  const other = ratioEstimator({ seed: 4 })(pairs);
  assertNotEquals(other.high, first.high);
  assertAlmostEquals(half(other) / half(first), 1, 0.1);
});

Deno.test("fewer than three blocks have a ratio but no interval", () => {
  const estimate = ratioEstimator();
  const none = { low: undefined, high: undefined, p: undefined };
  assertEquals(MIN_BLOCKS, 3);
  assertEquals(estimate([]), { ratio: undefined, ...none, n: 0 });
  assertEquals(estimate(pairsOf(2)), { ratio: 2, ...none, n: 1 });
  const two = estimate(pairsOf(2, 8));
  assertAlmostEquals(two.ratio!, 4, 1e-12);
  assertEquals([two.low, two.high, two.p, two.n], [
    undefined,
    undefined,
    undefined,
    2,
  ]);
});

Deno.test("blocks that agree exactly have an interval without width", () => {
  const estimate = ratioEstimator({ resamples: 999 });
  assertEquals(estimate(pairsOf(1, 1, 1)), {
    ratio: 1,
    low: 1,
    high: 1,
    p: 1,
    n: 3,
  });
  const twice = estimate(pairsOf(2, 2, 2));
  assertAlmostEquals(twice.low!, 2, 1e-12);
  assertAlmostEquals(twice.high!, 2, 1e-12);
  assertEquals(twice.p, 1 / 1000);
});

Deno.test("blocks of which two agree have an interval with ends", () => {
  const { low, high } = ratioEstimator()(pairsOf(1, 1, 1.02));
  assert(Number.isFinite(low) && Number.isFinite(high));
  assertLess(low, 1);
  assertGreater(high, 1.02);
});

Deno.test("an interval is not narrower than figures can be read", () => {
  const estimate = ratioEstimator();
  const step = 1 + STEP;
  const same = estimate(pairsOf(step, step, step), STEP);
  assertAlmostEquals(same.low!, 1, 1e-12);
  assertAlmostEquals(same.high!, step * step, 1e-12);
  const wide = pairsOf(1, 1.2, 1.5);
  assertEquals(estimate(wide, STEP), estimate(wide));
});

Deno.test("figures read in steps do not hide the truth beside a step", () => {
  // Noise far below a step, so that all blocks show the same wrong ratio.
  const truth = 1.003;
  for (const shift of [0, 0.2, 0.4, 0.6, 0.8]) {
    const pairs = [1, 2, 3, 4, 5].map((block) => ({
      block,
      from: stepped(100 * (1 + shift * STEP)),
      to: stepped(100 * (1 + shift * STEP) * truth),
    }));
    assert(covers(ESTIMATORS[0]!(pairs, STEP), truth), `shift ${shift}`);
  }
});

Deno.test("a figure that is not above 0 is refused", () => {
  const estimate = ratioEstimator();
  for (const figure of [0, -1, NaN, Infinity]) {
    for (
      const pair of [
        { block: 7, from: figure, to: 1 },
        { block: 7, from: 1, to: figure },
      ]
    ) {
      assertThrows(() => estimate([pair]), RangeError, "block 7");
    }
  }
});
