import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomPoisson } from "d3-random";
import { trendOf } from "../../../lib/model/figures/trend.ts";

Deno.test("a straight line is its own trend", () => {
  const rising = trendOf(Array.from({ length: 20 }, (_, i) => 100 + i));
  assertAlmostEquals(rising?.drift ?? NaN, 20 / 109.5, 1e-12);
  assertEquals(rising?.t, Infinity);
  assertEquals(trendOf(Array(20).fill(100)), { drift: 0, t: 0, variation: 0 });
});

Deno.test("slope and error are those of the least squares line", () => {
  // By hand: 500 and 700 in turn; slope 50/8.25, of ten parts.
  const counts = [50, 70, 50, 70, 50, 70, 50, 70, 50, 70]
    .map((count) => count * 10);
  const trend = trendOf(counts);
  const slope = 500 / 82.5;
  const squares = 1e5 - slope ** 2 * 82.5;
  assertAlmostEquals(trend?.drift ?? NaN, slope * 10 / 600, 1e-12);
  assertAlmostEquals(
    trend?.t ?? NaN,
    slope / Math.sqrt(squares / 8 / 82.5),
    1e-12,
  );
  assertAlmostEquals(trend?.variation ?? NaN, Math.sqrt(1e5 / 9) / 600, 1e-12);
});

Deno.test("too little to go by has no trend", () => {
  assertEquals(trendOf(Array(4).fill(1000)), undefined);
  assertEquals(trendOf(Array(5).fill(240)), { drift: 0, t: 0, variation: 0 });
  assertEquals(trendOf(Array(20).fill(59)), undefined);
  assertEquals(trendOf(Array(20).fill(60)), { drift: 0, t: 0, variation: 0 });
  assertEquals(trendOf([]), undefined);
});

Deno.test("noise alone is not taken for a drift", () => {
  const count = randomPoisson.source(randomLcg(0.5))(400);
  const claims = Array.from({ length: 1000 }, () => {
    const { t = 0 } = trendOf(Array.from({ length: 20 }, count)) ?? {};
    return t > 4;
  }).filter(Boolean).length;
  // Student's t with 18 degrees of freedom is above 4 in 0.08 %.
  assert(claims <= 5, `${claims} of 1000`);
});
