import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { kolmogorovP, uniformTest } from "../../lib/stats/uniform.ts";
import { histogramOf } from "../model/fixtures.ts";

const TICK = 4e6;

function uniform(n: number, seed: number, power = 1): number[] {
  const next = randomLcg(seed);
  return Array.from({ length: n }, () => Math.round(TICK * next() ** power));
}

Deno.test("p values are those of the tables", () => {
  // The usual critical values of the limit distribution: 1.358 and 1.628.
  assertAlmostEquals(kolmogorovP(1.358 / 1000, 1e6), 0.05, 0.001);
  assertAlmostEquals(kolmogorovP(1.628 / 1000, 1e6), 0.01, 0.0005);
  // Of 20 values, 5 % (Massey 1951): 0.294.
  assertAlmostEquals(kolmogorovP(0.294, 20), 0.05, 0.003);
  assertEquals(kolmogorovP(0, 100), 1);
  assertEquals(kolmogorovP(1, 1e6), 0);
});

Deno.test("the distance is that of the two distribution functions", () => {
  // All in the middle: half of them are missing below, half above.
  const middle = uniformTest(histogramOf(Array(100).fill(TICK / 2)), 0, TICK);
  assertAlmostEquals(middle?.distance ?? 0, 0.5, 0.01);
  const late = uniformTest(histogramOf(Array(100).fill(TICK)), 0, TICK);
  assertAlmostEquals(late?.distance ?? 0, 1, 0.01);
  assertEquals(uniformTest(histogramOf([]), 0, TICK), undefined);
  // What is longer is told, and not tested.
  const both = uniformTest(
    histogramOf([...Array(100).fill(TICK / 2), ...Array(7).fill(2 * TICK)]),
    0,
    TICK,
  );
  assertEquals([both?.n, both?.longer], [100, 7]);
  assertEquals(both?.distance, middle?.distance);
});

Deno.test("few uniform samples are found not to be, and nearly all others", () => {
  const times = 40;
  const rejected = (power: number) =>
    Array.from({ length: times }, (_, i) => (i + 0.5) / times)
      .map((seed) =>
        uniformTest(histogramOf(uniform(400, seed, power)), 0, TICK)
      )
      .filter((test) => test?.n === 400 && test.p < 0.05).length;
  assert(rejected(1) <= 8, `${rejected(1)}`);
  assert(rejected(1.6) >= 36, `${rejected(1.6)}`);
});
