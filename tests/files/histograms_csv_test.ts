import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
// @ts-types="@types/d3-random"
import { randomLcg, randomLogNormal } from "d3-random";
import { RunError } from "../../lib/base/errors.ts";
import {
  BUCKETS,
  FIO_LATENCIES,
  merge,
  percentile,
} from "../../lib/model/measurement/histogram.ts";
import type { Row } from "../../lib/model/row.ts";
import { csvLines } from "../../lib/files/csv_text.ts";
import {
  HISTOGRAM_HEADER,
  histogramFields,
  readHistograms,
  withLatencies,
} from "../../lib/files/histograms_csv.ts";
import { cell, failedRow, histogramOf, row } from "../model/fixtures.ts";

const FILE = "histograms.csv";

/** An ok row of a cell of the plan, with these latencies in ns as its clat. */
function measured(index: number, clat: readonly number[], repeat = 1): Row {
  return {
    ...row(),
    cell: cell({}, { index, repeat }),
    latencies: {
      slat: histogramOf([300, 301]),
      clat: histogramOf(clat),
      lat: histogramOf(clat.map((ns) => ns + 300)),
    },
  };
}

function fileOf(...rows: Row[]): string {
  return csvLines([HISTOGRAM_HEADER, ...rows.flatMap(histogramFields)]);
}

/** Latencies over many buckets, the same for the same count. */
function many(count: number): number[] {
  const next = randomLogNormal.source(randomLcg(0.5))(11, 1);
  return Array.from({ length: count }, () => Math.floor(next()));
}

Deno.test("a row is three lines, neighbouring buckets without their number", () => {
  const [slat, clat, lat] = histogramFields(
    measured(7, [5, 7, 8, 8, 1000, 2e11], 2),
  );
  assertEquals(slat, [7, 2, "slat", 601, 300, 301, "278:2"]);
  assertEquals(clat, [
    7,
    2,
    "clat",
    200_000_001_028,
    5,
    2e11,
    `5:1 7:1 2 506:1 ${BUCKETS}:1`,
  ]);
  assertEquals(lat?.[2], "lat");
});

Deno.test("a row that was not measured has no lines", () => {
  assertEquals(histogramFields(failedRow({}, "EIO")), []);
});

Deno.test("what was written is read again, with nothing lost", () => {
  const rows = [
    measured(0, many(5000)),
    measured(1, [0, 1, 2e11]),
    measured(2, [1e11]),
    measured(3, []),
  ];
  rows[3]!.latencies!.clat.counts.forEach((count) => assertEquals(count, 0));
  const text = fileOf(...rows);
  assert(parse(text).every((fields) => fields.length === 7));
  const { lines, torn } = readHistograms(text, FILE);
  assertEquals(torn, false);
  assertEquals(
    lines,
    rows.flatMap(({ cell, latencies }) =>
      FIO_LATENCIES.map((kind) => ({
        cell: cell.index,
        repeat: cell.repeat,
        kind,
        histogram: latencies![kind],
      }))
    ),
  );
});

Deno.test("what was delivered is written and read too, where it has a time", () => {
  const one = measured(0, many(100));
  const delivery = histogramOf([5, 7000, 2e11]);
  const row = { ...one, latencies: { ...one.latencies!, delivery } };
  const { lines } = readHistograms(fileOf(row, measured(1, [3])), FILE);
  assertEquals(lines.map(({ kind }) => kind), [
    ...[...FIO_LATENCIES, "delivery" as const],
    ...FIO_LATENCIES,
  ]);
  const [first, second] = withLatencies(
    [{ ...row, latencies: undefined! }, measured(1, [3])],
    lines,
  );
  assertEquals(first?.latencies?.delivery?.counts.at(-1), 1);
  assertEquals(first?.latencies?.delivery?.sum, delivery.sum);
  assert(!("delivery" in second!.latencies!));
});

Deno.test("merged from the file is merged from the latencies", () => {
  const all = many(3000);
  const rows = [1000, 2000, 3000].map((end, i) =>
    measured(i, all.slice(end - 1000, end), i + 1)
  );
  const { lines } = readHistograms(fileOf(...rows), FILE);
  const together = merge(
    lines.filter(({ kind }) => kind === "clat").map((line) => line.histogram),
  );
  assert(together);
  assertEquals(together, histogramOf(all));
  assertEquals(percentile(together, 0.99), percentile(histogramOf(all), 0.99));
});

Deno.test("thousands of latencies are a few kilobytes", () => {
  assertLess(fileOf(measured(0, many(5000))).length, 10_000);
});

Deno.test("cut off anywhere, the file loses the last line at most", () => {
  const text = fileOf(measured(0, [5, 7, 1000]), measured(1, [6]));
  const whole = readHistograms(text, FILE).lines;
  for (let length = 0; length < text.length; length++) {
    const some = text.slice(0, length);
    const { lines, torn } = readHistograms(some, FILE);
    const ends = some.split("\n").length - 1;
    assertEquals(lines, whole.slice(0, Math.max(0, ends - 1)));
    assertEquals(torn, !some.endsWith("\n") && length > 0);
  }
});

const GOOD = "0,1,clat,12,5,7,5:1 7:1";

const BAD: Record<string, [line: string, message: string]> = {
  "a field too few": ["0,1,clat,12,5,7", "6 fields, not 7"],
  "a field too many": [`${GOOD},`, "8 fields, not 7"],
  "a cell that is none": ["-1,1,clat,12,5,7,5:1", 'cell is "-1"'],
  "a repeat that is none": ["0,,clat,12,5,7,5:1", 'repeat is ""'],
  "an unknown latency": ["0,1,dlat,12,5,7,5:1", 'latency is "dlat"'],
  "a sum that is none": ["0,1,clat,1e3,5,7,5:1", 'sum_ns is "1e3"'],
  "a sum too large to be exact": [
    "0,1,clat,9007199254740993,5,7,5:1",
    "sum_ns",
  ],
  "counts without a minimum": ["0,1,clat,12,,7,5:1", 'min_ns is ""'],
  "counts without a maximum": ["0,1,clat,12,5,,5:1", 'max_ns is ""'],
  "a minimum that is none": ["0,1,clat,0,x,,", 'min_ns is "x"'],
  "a count before any bucket": ["0,1,clat,12,5,7,3 5:1", 'no bucket for "3"'],
  "a bucket twice": ["0,1,clat,12,5,7,5:1 5:1", 'no bucket for "5:1"'],
  "buckets out of order": ["0,1,clat,12,5,7,7:1 5:1", 'no bucket for "5:1"'],
  "a bucket beyond the last": ["0,1,clat,12,5,7,3969:1", "no bucket"],
  "a count beyond the last": ["0,1,clat,12,5,7,3968:1 1", "no bucket"],
  "a count of none": ["0,1,clat,12,5,7,5:0", '"5:0"'],
  "a count that is none": ["0,1,clat,12,5,7,5:x", 'a count is "x"'],
  "an empty line": ["", "1 fields"],
};

for (const [what, [line, message]] of Object.entries(BAD)) {
  Deno.test(`refused, with the line's number: ${what}`, () => {
    const text = `${HISTOGRAM_HEADER.join(",")}\n${GOOD}\n${line}\n${GOOD}\n`;
    const error = assertThrows(() => readHistograms(text, FILE), RunError);
    assert(error.message.startsWith(`${FILE}:3: `), error.message);
    assert(error.message.includes(message), error.message);
  });
}

Deno.test("other columns are refused", () => {
  assertThrows(
    () => readHistograms(`cell,repeat\n${GOOD}\n`, FILE),
    RunError,
    "histograms.csv:1:",
  );
});

Deno.test("rows get their histograms back", () => {
  const rows = [measured(0, [5]), failedRow({}, "EIO"), measured(2, [9])]
    .map((row, index) => ({ ...row, cell: { ...row.cell, index } }));
  const bare = rows.map(({ latencies: _, ...row }) => row);
  const { lines } = readHistograms(fileOf(...rows), FILE);
  assertEquals(withLatencies(bare, lines), rows);
});

Deno.test("of a cell that was measured twice the later lines count", () => {
  const lost = measured(0, [5]);
  const kept = measured(0, [9]);
  const { latencies: _, ...bare } = kept;
  const { lines } = readHistograms(fileOf(lost, kept), FILE);
  assertEquals(withLatencies([bare], lines), [kept]);
});

Deno.test("a row without all of its lines has no histograms", () => {
  const { latencies: _, ...bare } = measured(0, [5]);
  const { lines } = readHistograms(fileOf(measured(0, [5])), FILE);
  assertEquals(withLatencies([bare], lines.slice(0, 2)), [bare]);
});

Deno.test("a row that failed gets none of an earlier attempt's histograms", () => {
  const { lines } = readHistograms(fileOf(measured(0, [5])), FILE);
  const failed = failedRow({}, "EIO");
  assertEquals(failed.cell.index, 0);
  assertEquals(withLatencies([failed], lines), [failed]);
});
