import { assert, assertEquals, assertMatch } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomLogNormal } from "d3-random";
import { percentile } from "../../lib/model/measurement/histogram.ts";
import { hgrm } from "../../lib/files/hgrm.ts";
import { histogramOf } from "../model/fixtures.ts";

interface Line {
  value: number;
  percentile: number;
  count: number;
  inverse: number;
}

function linesOf(text: string): Line[] {
  return text.split("\n").slice(2).filter((line) => /^ *\d/.test(line))
    .map((line) => {
      const [value = NaN, percentile = NaN, count = NaN, inverse = Infinity] =
        line.trim().split(/ +/).map(Number);
      return { value, percentile, count, inverse };
    });
}

function repeated(ns: number, count: number): number[] {
  return Array<number>(count).fill(ns);
}

Deno.test("the text is HdrHistogram's, digit by digit", () => {
  // HdrHistogram 2.2 writes the same for Histogram(1e11, 2) and a scale of
  // 1000, but for two decimals instead of three and, as it does not know it
  // exactly, 50.18 for the greatest latency and 6.79 for the mean.
  const text = hgrm(
    histogramOf([
      ...repeated(1000, 500),
      ...repeated(2000, 300),
      ...repeated(50_000, 100),
    ]),
  );
  assertEquals(
    text,
    `\
       Value     Percentile TotalCount 1/(1-Percentile)

       1.003 0.000000000000        500           1.00
       1.003 0.100000000000        500           1.11
       1.003 0.200000000000        500           1.25
       1.003 0.300000000000        500           1.43
       1.003 0.400000000000        500           1.67
       1.003 0.500000000000        500           2.00
       1.003 0.550000000000        500           2.22
       2.007 0.600000000000        800           2.50
       2.007 0.650000000000        800           2.86
       2.007 0.700000000000        800           3.33
       2.007 0.750000000000        800           4.00
       2.007 0.775000000000        800           4.44
       2.007 0.800000000000        800           5.00
       2.007 0.825000000000        800           5.71
       2.007 0.850000000000        800           6.67
       2.007 0.875000000000        800           8.00
       2.007 0.887500000000        800           8.89
      50.000 0.900000000000        900          10.00
      50.000 1.000000000000        900
#[Mean    =        6.778, StdDeviation   =       15.302]
#[Max     =       50.000, Total count    =          900]
#[Buckets =           30, SubBuckets     =          256]
`,
  );
});

Deno.test("a distribution of nothing has no lines but its frame", () => {
  assertEquals(
    hgrm({ ...histogramOf([]), sum: 0 }),
    `\
       Value     Percentile TotalCount 1/(1-Percentile)

#[Mean    =        0.000, StdDeviation   =        0.000]
#[Max     =        0.000, Total count    =            0]
#[Buckets =           30, SubBuckets     =          256]
`,
  );
});

Deno.test("equal latencies have no deviation", () => {
  const text = hgrm(histogramOf(repeated(123_456, 1000)));
  assertMatch(text, /Mean {4}= {6}123\.456, StdDeviation {3}= {8}0\.000\]/);
  assertEquals(linesOf(text).map(({ value }) => value), [123.456, 123.456]);
});

Deno.test("values are the percentiles of the latencies", () => {
  const next = randomLogNormal.source(randomLcg(0.25))(11, 1.5);
  const histogram = histogramOf(
    Array.from({ length: 20_000 }, () => Math.floor(next())),
  );
  const lines = linesOf(hgrm(histogram));
  assert(lines.length > 50, `${lines.length}`);
  lines.forEach((line, i) => {
    const wanted = percentile(histogram, line.percentile)! / 1e3;
    // The end of a bucket, not its middle.
    assert(line.value >= wanted && line.value <= wanted * 1.0079, `${i}`);
    assert(line.count >= line.percentile * 20_000 - 1e-6, `${i}`);
    if (i === 0) return;
    assert(line.percentile > lines[i - 1]!.percentile);
    assert(line.value >= lines[i - 1]!.value);
  });
  assertEquals(lines.at(-1), {
    value: histogram.max / 1e3,
    percentile: 1,
    count: 20_000,
    inverse: Infinity,
  });
});

Deno.test("percentiles that ten latencies do not lie beyond are left out", () => {
  const of = (count: number) =>
    linesOf(hgrm(histogramOf(Array.from({ length: count }, (_, i) => i))));
  assertEquals(of(1000).at(-1)?.percentile, 1);
  assert((of(1000).at(-2)?.percentile ?? 0) <= 0.99);
  assert((of(1000).at(-2)?.percentile ?? 0) > 0.985);
  assertEquals(of(9).length, 1);
});

Deno.test("each halving of the rest to 100 % has five lines", () => {
  const lines = linesOf(
    hgrm(histogramOf(Array.from({ length: 250 }, (_, i) => i))),
  );
  const between = (from: number, to: number) =>
    lines.filter(({ percentile }) => percentile >= from && percentile < to)
      .length;
  assertEquals(between(0, 0.5), 5);
  assertEquals(between(0.5, 0.75), 5);
  assertEquals(between(0.75, 0.875), 5);
  assertEquals(between(0.875, 0.9375), 5);
});

Deno.test("latencies above 100 s count as the greatest of them", () => {
  const text = hgrm(
    histogramOf([
      ...repeated(1000, 80),
      ...repeated(150_000_000_000, 10),
      ...repeated(200_000_000_000, 10),
    ]),
  );
  const lines = linesOf(text);
  assertEquals(lines.at(-1)?.value, 200_000_000);
  assertEquals(lines.at(-1)?.count, 100);
  assertEquals(lines.findLast(({ value }) => value < 2)?.percentile, 0.8);
  assertMatch(text, /Max {5}= 200000000\.000, Total count {4}= {10}100\]/);
});
