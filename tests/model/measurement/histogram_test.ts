import { assert, assertEquals, assertGreater } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomLogNormal } from "d3-random";
import { buildLibrary, Engine } from "../../../ffi/mod.ts";
import {
  bucketLow,
  bucketMiddle,
  BUCKETS,
  type Histogram,
  merge,
  percentile,
  total,
} from "../../../lib/model/measurement/histogram.ts";
import { bucketOf, histogramOf } from "../fixtures.ts";

const LATENCY_MAX = 1e11;

Deno.test("the bucket layout is that of the native library", async () => {
  await buildLibrary(() => {});
  using engine = new Engine();
  let reached = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const low = bucketLow(bucket);
    assertEquals(low, engine.bucketLow(bucket), `bucket ${bucket}`);
    if (low > LATENCY_MAX) continue;
    assertEquals(engine.bucketOf(low), bucket, `${low} ns`);
    if (low > 0) assertEquals(engine.bucketOf(low - 1), bucket - 1);
    reached = bucket;
  }
  assertEquals(engine.bucketOf(LATENCY_MAX), reached);
  assertEquals(engine.bucketOf(LATENCY_MAX + 1), BUCKETS, "the overflow");
});

Deno.test("the middle of a bucket is within 1/256 of all its values", () => {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const first = bucketLow(bucket);
    const last = bucketLow(bucket + 1) - 1;
    assertEquals(bucketOf(first), bucket);
    assertEquals(bucketOf(last), bucket);
    const middle = bucketMiddle(bucket);
    for (const value of [first, last]) {
      assert(Math.abs(middle - value) <= value / 256, `bucket ${bucket}`);
    }
  }
});

Deno.test("percentiles are those by nearest rank within 0.4 %", () => {
  const logNormal = randomLogNormal.source(randomLcg(0.25));
  for (const count of [1, 2, 3, 10, 99, 100, 101, 1000, 4999]) {
    const next = logNormal(11, 1.5);
    const values = Array.from({ length: count }, () => Math.floor(next()))
      .sort((a, b) => a - b);
    const histogram = histogramOf(values);
    for (const perMille of [1, 10, 250, 500, 900, 990, 999, 1000]) {
      // In whole numbers: 0.999 times a count is not always what it should be.
      const rank = Math.max(1, Math.ceil(perMille * count / 1000));
      const exact = values[rank - 1] ?? NaN;
      const found = percentile(histogram, perMille / 1000) ?? NaN;
      assert(
        Math.abs(found - exact) <= exact * 0.004,
        `p${perMille / 10} of ${count}: ${found}, not ${exact}`,
      );
    }
  }
});

Deno.test("the rank of a percentile is rounded up", () => {
  const ten = histogramOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(percentile(ten, 0.5), 5);
  assertEquals(percentile(ten, 0.9), 9);
  assertEquals(percentile(ten, 0.91), 10);
  assertEquals(percentile(ten, 0.999), 10);
  assertEquals(percentile(ten, 0), 1);
});

Deno.test("every percentile of one latency is that latency", () => {
  // Not the middle of its bucket, which is 1001.5.
  const one = histogramOf([1000]);
  assertEquals(total(one), 1);
  for (const p of [0, 0.5, 0.99, 1]) assertEquals(percentile(one, p), 1000);
});

Deno.test("no percentile is outside the least and the greatest latency", () => {
  const two = histogramOf([1_000_001, 1_000_002]);
  const p50 = percentile(two, 0.5) ?? NaN;
  assert(p50 >= two.min && p50 <= two.max, `${p50}`);
});

Deno.test("a percentile in the overflow is unknown, those below are not", () => {
  const some = histogramOf([1000, 2000, LATENCY_MAX + 1, 2 * LATENCY_MAX]);
  assertEquals(total(some), 4);
  assertGreater(percentile(some, 0.5), 1900);
  assertEquals(percentile(some, 0.51), undefined);
  assertEquals(percentile(some, 0.99), undefined);
});

Deno.test("an empty histogram has no percentiles", () => {
  const empty: Histogram = { ...histogramOf([]), sum: 0 };
  assertEquals(total(empty), 0);
  for (const p of [0, 0.5, 1]) assertEquals(percentile(empty, p), undefined);
});

Deno.test("two histograms together are that of all latencies", () => {
  const some = [1, 250, 1000, 5_000_000];
  const others = [250, 300, 2e11];
  assertEquals(
    merge([histogramOf(some), histogramOf(others)]),
    histogramOf([...some, ...others]),
  );
});
