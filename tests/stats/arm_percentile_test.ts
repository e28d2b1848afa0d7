import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  bucketLow,
  type Histogram,
  merge,
} from "../../lib/model/measurement/histogram.ts";
import type { Row } from "../../lib/model/row.ts";
import {
  armPercentile,
  percentileOfRows,
} from "../../lib/stats/arm_percentile.ts";
import { comparisons } from "../../lib/stats/comparisons.ts";
import { interactions } from "../../lib/stats/interactions.ts";
import { metricOf, metricsOf } from "../../lib/stats/compared_metrics.ts";
import { summaries } from "../../lib/stats/summary.ts";
import type { Axes } from "../../lib/model/experiment.ts";
import { histogramOf, row } from "../model/fixtures.ts";
import { numbers } from "./simulate.ts";

/** Latencies between so many us and twice that. */
function reads(us: number, count: number, seed = 1): Histogram {
  const source = numbers(seed);
  return histogramOf(
    Array.from(
      { length: count },
      () => Math.round(us * 1000 * (1 + source())),
    ),
  );
}

function geometricMean(values: Iterable<number>): number {
  const logs = [...values].map(Math.log);
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

Deno.test("armPercentile() is that of all reads, however they are parted", () => {
  const parts = [reads(100, 600, 1), reads(130, 100, 2), reads(90, 300, 3)];
  const all = armPercentile(new Map([[1, merge(parts)!]]), 0.9);
  const parted = armPercentile(new Map(parts.entries()), 0.9);
  assertEquals(parted.reads, 1000);
  assertEquals(parted.value, all.value);
  assertEquals(all.blocks, new Map([[1, all.value!]]));
  assertAlmostEquals(
    geometricMean(parted.blocks.values()),
    parted.value!,
    1e-9,
  );
  // A slower visit speaks for a higher percentile.
  assert(parted.blocks.get(1)! > parted.blocks.get(2)!);
});

Deno.test("armPercentile() reads between the edges of a bucket", () => {
  const low = bucketLow(1500);
  const width = bucketLow(1501) - low;
  const counts = (share: number) =>
    histogramOf([
      ...Array<number>(900).fill(low),
      ...Array<number>(100).fill(low + width - 1),
      ...Array<number>(Math.round(share * 1000)).fill(2 * low),
    ]);
  const one = armPercentile(new Map([[1, counts(0)]]), 0.5).value!;
  assertAlmostEquals(one * 1e3, low - 0.5 + width / 2, 1e-6);
  // A step of a few reads moves it by a few thousandths of the bucket.
  const other = armPercentile(new Map([[1, counts(0.004)]]), 0.5).value!;
  assertAlmostEquals((other - one) * 1e3 / width, 0.002, 1e-6);
});

Deno.test("armPercentile() bears latencies that are below the clock's step", () => {
  // Blocks that differ much: the slope is told from the least latency on.
  const unlike = [
    histogramOf(Array<number>(500).fill(0)),
    reads(100, 9000, 1),
    reads(900, 9000, 2),
  ];
  const some = armPercentile(new Map(unlike.entries()), 0.5);
  assertEquals(some.blocks.size, 3);
  assertAlmostEquals(geometricMean(some.blocks.values()), some.value!, 1e-6);
  // Nothing can be told as a ratio to 0.
  const nothing = histogramOf(Array<number>(500).fill(0));
  const zero = armPercentile(new Map([[0, nothing], [1, nothing]]), 0.5);
  assertEquals(zero.value, 0);
  assertEquals(zero.blocks.size, 0);
});

Deno.test("armPercentile() needs 10 / (1 - p) reads of all together", () => {
  const parts = (count: number) =>
    new Map([[1, reads(100, count)], [2, reads(100, 500)]]);
  assertEquals(armPercentile(parts(499), 0.99), {
    value: undefined,
    blocks: new Map(),
    reads: 999,
  });
  const enough = armPercentile(parts(500), 0.99);
  assertEquals([...enough.blocks.keys()], [1, 2]);
  // Above 100 s nobody knows.
  const beyond = histogramOf(Array<number>(1000).fill(2e11));
  assertEquals(armPercentile(new Map([[1, beyond]]), 0.5).value, undefined);
});

Deno.test("armPercentile() gives blocks without reads no say", () => {
  const parts = [reads(100, 600), histogramOf([]), reads(100, 600, 2)];
  const found = armPercentile(new Map(parts.entries()), 0.9);
  assertEquals([...found.blocks.keys()], [0, 2]);
});

Deno.test("armPercentile() of equal reads is exact and without scatter", () => {
  const same = histogramOf(Array<number>(200).fill(1_000_003));
  const found = armPercentile(new Map([[1, same], [2, same], [3, same]]), 0.9);
  assertAlmostEquals(found.value!, 1000.003, 1e-9);
  for (const block of found.blocks.values()) {
    assertAlmostEquals(block / found.value!, 1, 1e-9);
  }
});

const AXES: Axes = { busy: [false, true], mode: ["default", "coop"] };

/** Five visits; coop takes 1.2 times as long, with busy 1.5 times. */
function rows(count = 400): Row[] {
  return [1, 2, 3, 4, 5].flatMap((repeat) =>
    [false, true].flatMap((busy) =>
      (["default", "coop"] as const).map((mode, arm) => {
        const us = 100 * (arm === 0 ? 1 : busy ? 1.5 : 1.2) *
          (repeat === 3 ? 1.1 : 1);
        const clat = reads(us, count, repeat * 2 + arm);
        return row({ busy, mode }, {
          repeat,
          // Of so few reads a run has no percentile of its own.
          metrics: { iops: 1000 },
          latencies: { slat: clat, clat, lat: clat },
        });
      })
    )
  );
}

const P99 = metricOf("clat_p99_us");

Deno.test("comparisons() of percentiles are those of all reads", () => {
  const [first] = comparisons(rows(), AXES, { metrics: [P99] });
  const of = (mode: string) =>
    armPercentile(
      new Map(
        rows().filter(({ cell: { params } }) =>
          params.mode === mode && !params.busy
        ).map(({ latencies }, i) => [i, latencies!.clat]),
      ),
      0.99,
    ).value!;
  assertEquals([first?.together, first?.dropped, first?.pairs.length], [
    true,
    0,
    5,
  ]);
  const { ratio = NaN, low = NaN, high = NaN } = first!.estimate;
  assertAlmostEquals(ratio, of("coop") / of("default"), 1e-9);
  assert(low < 1.2 && 1.2 < high);
});

Deno.test("comparisons() of percentiles take the reads of the same blocks", () => {
  const some = rows().map((one): Row =>
    one.cell.repeat === 2 && one.cell.params.mode === "coop"
      ? { ...one, status: "failed" }
      : one
  );
  const without = rows().filter(({ cell }) => cell.repeat !== 2);
  const of = (all: readonly Row[]) =>
    comparisons(all, AXES, { metrics: [P99] }).map(({ pairs }) => pairs);
  assertEquals(of(some), of(without));
});

Deno.test("comparisons() of rows without histograms take each run's percentile", () => {
  const some = rows().map((one, i): Row => {
    const { latencies: _, ...rest } = one;
    return { ...rest, metrics: { clat_p99_us: 100 + i } };
  });
  const [first] = comparisons(some, AXES, { metrics: [P99] });
  assertEquals(first?.together, false);
  assertEquals(first?.pairs[0], { block: 1, from: 100, to: 101 });
});

Deno.test("interactions() of percentiles are ratios of those of all reads", () => {
  const compared = comparisons(rows(), AXES, { metrics: [P99] });
  const [found] = interactions(compared, "busy", [false, true]);
  const [without, withBusy] = compared;
  assertEquals(found?.together, true);
  assertAlmostEquals(
    found!.estimate.ratio!,
    withBusy!.estimate.ratio! / without!.estimate.ratio!,
    1e-9,
  );
});

Deno.test("a summary's percentile is that of all reads, with its interval", () => {
  const [first] = summaries(rows(), AXES);
  const spread = first?.spread("clat_p99_us");
  assertEquals([spread?.n, spread?.reads], [1, 2000]);
  const { ratio = NaN, low = NaN, high = NaN, n } = first!.interval(
    "clat_p99_us",
  )!;
  assertAlmostEquals(ratio, spread?.middle ?? NaN, 1e-9);
  assert(low < ratio && ratio < high && n === 5);
  assertEquals(first?.interval("iops"), undefined);
  // 2000 reads have no 99.9th.
  assertEquals(first?.spread("clat_p999_us"), undefined);
});

Deno.test("a summary compares the reads of valid rows", () => {
  const broken = [{ premise: "cpu_steal" as const, value: 0.2 }];
  const [first] = summaries(
    rows().map((one): Row => one.cell.repeat === 3 ? { ...one, broken } : one),
    AXES,
  );
  const { middle, blocks } = first!.compared("clat_p99_us");
  assertEquals([...blocks.keys()], [1, 2, 4, 5]);
  assertAlmostEquals(geometricMean(blocks.values()), middle!, 1e-9);
  assert(middle! < first!.spread("clat_p99_us")!.middle);
});

Deno.test("metricsOf() has percentiles that only all reads together have", () => {
  const names = (count: number) =>
    metricsOf({ table: [] }, rows(count)).map(({ name }) => name);
  assert(names(400).includes("clat_p99_us"));
  assert(!names(100).includes("clat_p99_us"));
});

Deno.test("percentileOfRows() of one row is its own", () => {
  const clat = reads(100, 2000);
  const one = row({}, {
    metrics: { clat_p99_us: 123 },
    latencies: { slat: clat, clat, lat: clat },
  });
  const found = percentileOfRows(new Map([[4, one]]), "clat_p99_us");
  assertEquals(found, { value: 123, blocks: new Map([[4, 123]]), reads: 2000 });
  assertEquals(percentileOfRows(new Map([[4, one]]), "iops"), undefined);
});
