import { assert, assertEquals } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomNormal } from "d3-random";
import { seriesRatio, seriesVerdict } from "../../lib/stats/series.ts";

/** Seconds of which each is so much like the one before. */
function* series(alike: number, seed: number): Generator<number[]> {
  const normal = randomNormal.source(randomLcg(seed))(0, 1);
  for (;;) {
    let last = normal();
    yield Array.from({ length: 30 }, () => {
      last = alike * last + Math.sqrt(1 - alike ** 2) * normal();
      return Math.exp(0.05 * last);
    });
  }
}

/** How often the interval of two equal series has 1 in it. */
function coverage(alike: number): number {
  const all = series(alike, 0.42);
  const next = () => all.next().value as number[];
  const runs = 2000;
  let covered = 0;
  for (let i = 0; i < runs; i++) {
    const { low = NaN, high = NaN } = seriesRatio(next(), next());
    if (low <= 1 && 1 <= high) covered++;
  }
  return covered / runs;
}

Deno.test("the interval holds where seconds are alike, too", () => {
  assert(coverage(0) >= 0.95, `${coverage(0)}`);
  assert(coverage(0.3) >= 0.92, `${coverage(0.3)}`);
  assert(coverage(0.6) >= 0.9, `${coverage(0.6)}`);
});

Deno.test("a difference is told as one, and swapping the sides inverts it", () => {
  const a = Array.from({ length: 12 }, (_, i) => 100 + i % 3);
  const b = a.map((value) => value * 2);
  const estimate = seriesRatio(a, b);
  assertEquals(estimate.ratio?.toFixed(6), "2.000000");
  assertEquals(seriesVerdict(estimate, "higher").kind, "faster");
  assertEquals(seriesVerdict(estimate, "lower").kind, "slower");
  const back = seriesRatio(b, a);
  assertEquals((back.low! * estimate.high!).toFixed(6), "1.000000");
  assertEquals(seriesVerdict(seriesRatio(a, a), "higher").kind, "none");
});

Deno.test("few seconds have a ratio and no interval", () => {
  const estimate = seriesRatio([1, 2, 3], [2, 4, 6]);
  assertEquals(estimate.ratio?.toFixed(3), "2.000");
  assertEquals([estimate.low, estimate.high], [undefined, undefined]);
  assertEquals(seriesVerdict(estimate, "higher").kind, "too_few");
});
