import { assert, assertEquals } from "@std/assert";
import {
  bucketEnd,
  latencyMean,
  latencyQuantile,
} from "../../../lib/trace/capture/latency.ts";
import type { LatencyCount } from "../../../lib/trace/capture/rings.ts";

function latencies(...counts: [number, number][]): LatencyCount {
  return {
    counts: new Map(counts),
    sumNs: counts.reduce((sum, [ns, n]) => sum + BigInt(ns * n), 0n),
    maxNs: Math.max(0, ...counts.map(([ns]) => ns)),
    samples: counts.length,
  };
}

Deno.test("bucketEnd() knows 32 buckets for each doubling", () => {
  assertEquals([0, 31, 32, 64, 1024, 2 ** 36].map(bucketEnd), [
    1,
    32,
    33,
    66,
    1056,
    2 ** 36 + 2 ** 31,
  ]);
});

Deno.test("latencyQuantile() interpolates inside a bucket, in order of ns", () => {
  const all = latencies([4096, 1], [1024, 98], [2048, 1]);
  assertEquals(latencyQuantile(all, 0.49), 1040);
  assertEquals(latencyQuantile(all, 0.99), 2112);
  assertEquals(latencyQuantile(all, 1), 4096);
  assertEquals(latencyQuantile(latencies(), 0.5), undefined);
});

Deno.test("latencyMean() is that of all that the samples stand for", () => {
  assertEquals(latencyMean(latencies([100, 3], [200, 1])), 125);
  assertEquals(latencyMean(latencies()), undefined);
});

Deno.test("latencyQuantile() is never above what was seen", () => {
  const seen = latencyQuantile(latencies([1000, 5]), 0.99);
  assert(seen !== undefined && seen <= 1000);
});
