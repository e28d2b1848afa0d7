import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
} from "@std/assert";
import { kolmogorovP, uniformTest } from "../../lib/stats/uniform.ts";
import { histogramOf } from "../model/fixtures.ts";
import { DELAYS, TICK, toldNotUniform } from "./delays.ts";

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
  const middle = uniformTest([histogramOf(Array(100).fill(TICK / 2))], 0, TICK);
  assertAlmostEquals(middle?.distance ?? 0, 0.5, 0.01);
  const late = uniformTest([histogramOf(Array(100).fill(TICK))], 0, TICK);
  assertAlmostEquals(late?.distance ?? 0, 1, 0.01);
  assertEquals(uniformTest([histogramOf([])], 0, TICK), undefined);
  assertEquals(uniformTest([], 0, TICK), undefined);
  // What is longer is told, and not tested.
  const both = uniformTest(
    [
      histogramOf([...Array(60).fill(TICK / 2), ...Array(3).fill(2 * TICK)]),
      histogramOf([...Array(40).fill(TICK / 2), ...Array(4).fill(2 * TICK)]),
    ],
    0,
    TICK,
  );
  assertEquals([both?.n, both?.longer], [100, 7]);
  assertEquals(both?.distance, middle?.distance);
});

Deno.test("few uniform samples are found not to be, and nearly all others", () => {
  for (const visits of [3, 10]) {
    const told = (name: keyof typeof DELAYS) =>
      toldNotUniform(DELAYS[name], visits, 60).told;
    assertLess(told("independent"), 0.1, `${visits} visits`);
    assertGreater(told("early, independent"), 0.8, `${visits} visits`);
  }
});

Deno.test("reads that depend on each other are not taken for independent ones", () => {
  for (const name of ["on by 10 % of a tick", "the same in a visit"] as const) {
    for (const visits of [3, 10]) {
      const { told, naive } = toldNotUniform(DELAYS[name], visits, 60);
      assertLess(told, 0.12, `${name}, ${visits} visits`);
      assertGreater(naive, 0.4, `${name}, ${visits} visits`);
    }
  }
  assertGreater(
    toldNotUniform(DELAYS["early, on by 10 % of a tick"], 10, 60).told,
    0.8,
  );
});

Deno.test("visits that agree count as their reads, those that do not as fewer", () => {
  const even = (from: number) =>
    histogramOf(
      Array.from({ length: 100 }, (_, i) => (from + i / 400) * TICK),
    );
  const four = [0, 0.25, 0.5, 0.75];
  const apart = uniformTest(four.map(even), 0, TICK);
  const alike = uniformTest(
    four.map(() =>
      histogramOf(four.flatMap((from) => Array(25).fill((from + 0.1) * TICK)))
    ),
    0,
    TICK,
  );
  assertEquals([apart?.n, alike?.n], [400, 400]);
  assertLess(apart?.independent ?? NaN, 4);
  // Student's interval of four is 1.62 times as wide as a normal one.
  assertAlmostEquals(alike?.independent ?? 0, 400 / 1.62 ** 2, 1);
});

Deno.test("of fewer than three visits nobody knows how reads depend", () => {
  const test = uniformTest(
    [1, 2].map(() => histogramOf(Array(100).fill(TICK / 2))),
    0,
    TICK,
  );
  assertAlmostEquals(test?.distance ?? 0, 0.5, 0.01);
  assertEquals([test?.visits, test?.p, test?.independent], [
    2,
    undefined,
    undefined,
  ]);
});
