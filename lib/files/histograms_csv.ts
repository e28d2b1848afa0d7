/**
 * histograms.csv: every latency histogram of every row, a line each, so that
 * distributions can be drawn and merged without measuring again. Written
 * before the row goes into results.csv, so that no row there lacks its own.
 *
 * `counts` holds the buckets that are not empty, in order: `412:17 20 33 430:2`
 * are 17 latencies in bucket 412, 20 in 413, 33 in 414 and 2 in 430. Where the
 * buckets lie is said in lib/model/measurement/histogram.ts; bucket 3968 counts
 * what is above 100 s.
 */

import { RunError } from "../base/errors.ts";
import type { Field } from "../base/field.ts";
import {
  BUCKETS,
  type Histogram,
  LATENCY_KINDS,
  type LatencyKind,
  total,
} from "../model/measurement/histogram.ts";
import type { Row } from "../model/row.ts";
import { checkLines } from "./csv_text.ts";

/** A line of the file; latencies in ns. */
export interface HistogramLine {
  /** Position of the cell in the plan. */
  readonly cell: number;
  readonly repeat: number;
  readonly kind: LatencyKind;
  readonly histogram: Histogram;
}

/** The column names of histograms.csv. */
export const HISTOGRAM_HEADER: readonly string[] = [
  "cell",
  "repeat",
  "latency",
  "sum_ns",
  "min_ns",
  "max_ns",
  "counts",
];

/** "412:17 20 33 430:2" */
function countsText(counts: readonly number[]): string {
  return counts.flatMap((count, bucket) =>
    count === 0
      ? []
      : counts[bucket - 1]
      ? [`${count}`]
      : [`${bucket}:${count}`]
  ).join(" ");
}

/**
 * The lines of one row: one per latency that it has, none for a row that was not measured.
 * A histogram that counted nothing has neither minimum nor maximum.
 */
export function histogramFields({ cell, latencies }: Row): Field[][] {
  if (latencies === undefined) return [];
  return LATENCY_KINDS.flatMap((kind) => {
    const histogram = latencies[kind];
    if (!histogram) return [];
    const { counts, sum, min, max } = histogram;
    const some = total(histogram) > 0;
    return [[
      cell.index,
      cell.repeat,
      kind,
      sum,
      some ? min : undefined,
      some ? max : undefined,
      countsText(counts),
    ]];
  });
}

/** What a line is not: the reason without the place. */
class Malformed extends Error {}

function integer(text: string, name: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new Malformed(`${name} is "${text}", not a whole number`);
  }
  return value;
}

/** More than any run reads; as text a double could not tell them apart. */
const MAX_COUNT = 2 ** 50;

function readCounts(text: string): number[] {
  const counts = Array<number>(BUCKETS + 1).fill(0);
  let all = 0;
  let bucket = -1;
  for (const part of text.split(" ").filter(Boolean)) {
    const at = part.indexOf(":");
    const next = at < 0 ? bucket + 1 : integer(part.slice(0, at), "a bucket");
    if (next <= bucket || next > BUCKETS || (at < 0 && bucket < 0)) {
      throw new Malformed(`counts has no bucket for "${part}"`);
    }
    bucket = next;
    counts[bucket] = integer(part.slice(at + 1), "a count");
    all += counts[bucket] ?? 0;
    if (counts[bucket] === 0 || all > MAX_COUNT) {
      throw new Malformed(`counts has "${part}"`);
    }
  }
  return counts;
}

function readLine(line: string): HistogramLine {
  const fields = line.split(",");
  if (fields.length !== HISTOGRAM_HEADER.length) {
    throw new Malformed(
      `it has ${fields.length} fields, not ${HISTOGRAM_HEADER.length}`,
    );
  }
  const [
    cell = "",
    repeat = "",
    name = "",
    sum = "",
    min = "",
    max = "",
    counts = "",
  ] = fields;
  const kind = LATENCY_KINDS.find((latency) => latency === name);
  if (!kind) throw new Malformed(`latency is "${name}"`);
  const none = counts === "";
  const least = none && min === "" ? Infinity : integer(min, "min_ns");
  const most = none && max === "" ? -Infinity : integer(max, "max_ns");
  if (!none && least > most) {
    throw new Malformed(`min_ns is ${least}, but max_ns ${most}`);
  }
  readCounts(counts);
  return {
    cell: integer(cell, "cell"),
    repeat: integer(repeat, "repeat"),
    kind,
    histogram: {
      // Spelled out a line takes 32 KiB, of which a file may have millions.
      get counts() {
        return readCounts(counts);
      },
      sum: integer(sum, "sum_ns"),
      min: least,
      max: most,
    },
  };
}

/** What histograms.csv holds. */
export interface ReadHistograms {
  lines: HistogramLine[];
  /** Whether the last line was only half written, and so was left out. */
  torn: boolean;
}

/**
 * Reads histograms.csv. Throws {@linkcode RunError} that names `file` and the
 * line where the text is not what {@linkcode histogramFields} gives.
 */
export function readHistograms(text: string, file: string): ReadHistograms {
  const end = text.lastIndexOf("\n") + 1;
  const torn = end < text.length;
  if (end === 0) return { lines: [], torn };
  try {
    checkLines(text);
  } catch (error) {
    throw new RunError(`${file}: ${(error as Error).message}`);
  }
  const [header, ...rest] = text.slice(0, end - 1).split("\n");
  if (header !== HISTOGRAM_HEADER.join(",")) {
    throw new RunError(`${file}:1: these are not the columns of this version`);
  }
  const lines = rest.map((line, i) => {
    try {
      return readLine(line);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new RunError(`${file}:${i + 2}: ${error.message}`);
    }
  });
  return { lines, torn };
}

/**
 * The rows with their histograms. Of a cell that stands there twice, as its
 * row was lost the first time, the later lines count; a row without all three
 * lines of fio's latencies keeps what it has.
 */
export function withLatencies(
  rows: readonly Row[],
  lines: readonly HistogramLine[],
): Row[] {
  const found = new Map(
    lines.map(({ cell, kind, histogram }) => [`${cell} ${kind}`, histogram]),
  );
  return rows.map((row) => {
    const [slat, clat, lat, delivery] = LATENCY_KINDS.map((kind) =>
      found.get(`${row.cell.index} ${kind}`)
    );
    return row.status === "ok" && slat && clat && lat
      ? {
        ...row,
        latencies: { slat, clat, lat, ...(delivery && { delivery }) },
      }
      : row;
  });
}
