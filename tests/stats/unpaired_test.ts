import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertThrows,
} from "@std/assert";
import { unpairedRatio } from "../../lib/stats/unpaired.ts";
import { NOISE_MODELS, type NoiseModel, numbers, STEP } from "./simulate.ts";

const RUNS = 800;
const TRUTH = 1.1;

/** Repeats of both sides; those of 3 and 30 differ most in what they know. */
const REPEATS = [
  [3, 3],
  [5, 5],
  [10, 10],
  [30, 30],
  [3, 5],
  [3, 30],
  [30, 3],
  [5, 20],
] as const;

/** Share of intervals that hold the truth, and of those that leave 1 out. */
function shares(
  model: NoiseModel,
  [from, to]: readonly [number, number],
  truth: number,
) {
  const noise = model(numbers(100 * from + to));
  const repeats = (count: number, draw: () => number) =>
    Array.from({ length: count }, () => 80_000 * Math.exp(draw()));
  let covered = 0;
  let claims = 0;
  for (let run = 0; run < RUNS; run++) {
    const estimate = unpairedRatio(
      // Drawn apart: what moves a block of one run is not in the other.
      repeats(from, () => noise().from),
      repeats(to, () => noise().to + Math.log(truth)),
    );
    const { low = NaN, high = NaN } = estimate;
    if (low <= truth && truth <= high) covered++;
    if (low > 1 || high < 1) claims++;
    assertEquals(estimate.p! < 0.05, low > 1 || high < 1);
  }
  return { covered: covered / RUNS, claims: claims / RUNS };
}

/** Three standard deviations of a share of 95 %. */
const TOLERANCE = 3 * Math.sqrt(0.95 * 0.05 / RUNS);

for (const [name, model] of Object.entries(NOISE_MODELS)) {
  // Three repeats of the side that is five times as noisy tell too little.
  const wanted = name === "one arm noisier" ? 0.935 : 0.95;
  Deno.test(`95 % of unpaired intervals hold the truth: ${name}`, () => {
    for (const repeats of REPEATS) {
      const { covered } = shares(model, repeats, TRUTH);
      assert(covered >= wanted - TOLERANCE, `${repeats}: ${covered}`);
    }
  });
  Deno.test(`5 % of comparisons of the same claim a difference: ${name}`, () => {
    for (const repeats of REPEATS.slice(0, 2)) {
      const { claims } = shares(model, repeats, 1);
      assert(claims <= 1 - wanted + TOLERANCE, `${repeats}: ${claims}`);
    }
  });
}

Deno.test("10 % are found in noise of 2 % with five repeats a side", () => {
  const { claims } = shares(NOISE_MODELS.normal, [5, 5], TRUTH);
  assertGreater(claims, 0.97);
});

Deno.test("what moves a whole run looks like a difference", () => {
  const moved = unpairedRatio([100, 101, 102], [110, 111.1, 112.2]);
  assertAlmostEquals(moved.ratio!, 1.1, 1e-12);
  assertGreater(moved.low!, 1);
});

Deno.test("Welch's interval is met by hand", () => {
  // Logarithms 1, 2, 3 against 2, 4, 6: t = 2 / sqrt(1/3 + 4/3), 2.94 degrees.
  const exp = (...logs: number[]) => logs.map(Math.exp);
  const { ratio, low, high, p } = unpairedRatio(exp(1, 2, 3), exp(2, 4, 6));
  assertAlmostEquals(Math.log(ratio!), 2, 1e-12);
  assertAlmostEquals(Math.log(high!) - 2, 4.1554, 1e-4);
  assertAlmostEquals(2 - Math.log(low!), 4.1554, 1e-4);
  assertAlmostEquals(p!, 0.2209, 1e-4);
});

Deno.test("swapped sides invert the ratio of geometric means", () => {
  const [some, others] = [[100, 110, 121], [50, 60, 80, 90]];
  const there = unpairedRatio(some, others);
  const back = unpairedRatio(others, some);
  assertAlmostEquals(there.ratio!, (50 * 60 * 80 * 90) ** 0.25 / 110, 1e-12);
  assertAlmostEquals(back.ratio!, 1 / there.ratio!, 1e-12);
  assertAlmostEquals(back.low!, 1 / there.high!, 1e-12);
  assertAlmostEquals(back.p!, there.p!, 1e-12);
  assertEquals([there.n, there.fromRepeats, there.toRepeats], [3, 3, 4]);
  assertEquals([back.n, back.fromRepeats, back.toRepeats], [3, 4, 3]);
});

Deno.test("fewer than three repeats on a side have no interval", () => {
  const none = { low: undefined, high: undefined, p: undefined };
  assertEquals(unpairedRatio([], [1, 2, 3]), {
    ratio: undefined,
    ...none,
    n: 0,
    fromRepeats: 0,
    toRepeats: 3,
  });
  const two = unpairedRatio([1, 1, 1], [2, 2]);
  assertAlmostEquals(two.ratio!, 2, 1e-12);
  assertEquals([two.low, two.high, two.p, two.n], [
    undefined,
    undefined,
    undefined,
    2,
  ]);
});

Deno.test("repeats without scatter have an interval no wider than the step", () => {
  const same = unpairedRatio([5, 5, 5], [5, 5, 5]);
  assertEquals([same.ratio, same.p], [1, 1]);
  assertAlmostEquals(same.high!, 1 + 1e-4, 1e-12);
  const twice = unpairedRatio([5, 5, 5], [10, 10, 10]);
  assertAlmostEquals(twice.low!, 2 / (1 + 1e-4), 1e-12);
  assertEquals(twice.p, 0);
  const stepped = unpairedRatio([5, 5, 5], [5, 5, 5], STEP);
  assertAlmostEquals(stepped.high!, 1 + STEP, 1e-12);
  const one = unpairedRatio([5, 5, 5], [5, 5.1, 5.2]);
  assertLess(one.low!, one.ratio!);
  assert(Number.isFinite(one.high));
});

Deno.test("a figure that is not above 0 is refused", () => {
  for (const figure of [0, -1, NaN, Infinity]) {
    assertThrows(() => unpairedRatio([figure], [1]), RangeError, `${figure}`);
    assertThrows(() => unpairedRatio([1], [figure]), RangeError, `${figure}`);
  }
});

Deno.test("figures without scatter are not told apart beyond their steps", () => {
  const same = unpairedRatio([100, 100, 100], [99.999, 99.999, 99.999]);
  assertEquals(same.p, 1);
  assert((same.low ?? 2) < 1 && (same.high ?? 0) > 1);
  const other = unpairedRatio([100, 100, 100], [99, 99, 99]);
  assertEquals(other.p, 0);
});
