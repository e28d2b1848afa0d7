/**
 * A run as fio writes one with --output-format=json+: a job per cell, its reads
 * of all repetitions together. For tools that read fio's files; what fio has no
 * word for, such as intervals, is in summary.json.
 */

import { cellId } from "../model/cell.ts";
import { optionName, valueText } from "../model/parameters/names.ts";
import {
  bucketMiddle,
  BUCKETS,
  type Histogram,
  LATENCY_KINDS,
  type LatencyKind,
  percentile,
  total,
} from "../model/measurement/histogram.ts";
import type { FigureName } from "../model/figures/mod.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Summary } from "../stats/summary.ts";

/** The percentiles that fio lists without being asked. */
const PERCENTILES = [
  1,
  5,
  10,
  20,
  30,
  40,
  50,
  60,
  70,
  80,
  90,
  95,
  99,
  99.5,
  99.9,
  99.95,
  99.99,
];

/** The middle of every bucket that is not empty, and how many are in it. */
function binsOf({ counts, max }: Histogram): [ns: number, count: number][] {
  return counts.flatMap((count, bucket): [number, number][] =>
    count === 0 ? [] : [[
      bucket < BUCKETS ? Math.round(bucketMiddle(bucket)) : max,
      count,
    ]]
  );
}

function latencyOf(histogram: Histogram): Record<string, unknown> {
  const count = total(histogram);
  const bins = binsOf(histogram);
  const mean = count === 0 ? 0 : histogram.sum / count;
  const squares = bins.reduce(
    (sum, [ns, count]) => sum + count * (ns - mean) ** 2,
    0,
  );
  return {
    min: histogram.min,
    max: histogram.max,
    mean,
    stddev: count === 0 ? 0 : Math.sqrt(squares / count),
    N: count,
    percentile: Object.fromEntries(PERCENTILES.flatMap((p) => {
      const ns = percentile(histogram, p / 100);
      return ns === undefined ? [] : [[p.toFixed(6), Math.round(ns)]];
    })),
    bins: Object.fromEntries(bins),
  };
}

/** What fio writes of a direction in which nothing was done. */
const NOTHING = {
  io_bytes: 0,
  io_kbytes: 0,
  bw_bytes: 0,
  bw: 0,
  iops: 0,
  runtime: 0,
  total_ios: 0,
  short_ios: 0,
  drop_ios: 0,
  ...Object.fromEntries(
    LATENCY_KINDS.map((kind) => [
      `${kind}_ns`,
      { min: 0, max: 0, mean: 0, stddev: 0, N: 0 },
    ]),
  ),
};

function readsOf(summary: Summary): Record<string, unknown> {
  const { params: { bs, runtime }, ok } = summary;
  const figure = (name: FigureName) => summary.spread(name)?.middle ?? 0;
  const histograms = LATENCY_KINDS.flatMap(
    (kind): [LatencyKind, Histogram][] => {
      const histogram = summary.latency(kind);
      return histogram ? [[kind, histogram]] : [];
    },
  );
  const [, first] = histograms[0] ?? [];
  const ios = first ? total(first) : 0;
  const iops = figure("iops");
  return {
    ...NOTHING,
    io_bytes: ios * bs,
    io_kbytes: Math.floor(ios * bs / 1024),
    bw_bytes: Math.round(iops * bs),
    bw: Math.round(iops * bs / 1024),
    iops,
    runtime: Math.round(runtime * ok * 1000),
    total_ios: ios,
    ...Object.fromEntries(
      histograms.map(([kind, one]) => [`${kind}_ns`, latencyOf(one)]),
    ),
  };
}

function jobOf(summary: Summary, run: PlannedRun, at: number): unknown {
  const { params } = summary;
  return {
    jobname: cellId(summary, run),
    groupid: at,
    error: 0,
    elapsed: Math.ceil(params.runtime * summary.ok),
    "job options": {
      rw: params.rw,
      ioengine: "io_uring",
      direct: "1",
      filename: params.filename,
      bs: `${params.bs}`,
      iodepth: `${params.iodepth}`,
      numjobs: `${params.workers}`,
      runtime: `${params.runtime}`,
      ...Object.fromEntries(
        Object.keys(run.axes).map((name) => [
          optionName(name).replaceAll("-", "_"),
          valueText(params[name as keyof typeof params]),
        ]),
      ),
    },
    read: readsOf(summary),
    write: NOTHING,
    trim: NOTHING,
  };
}

/** The text of a run as fio's JSON; cells without figures are left out. */
export function fioJson(
  run: PlannedRun,
  identity: RunIdentity,
  summaries: readonly Summary[],
): string {
  const value = {
    "fio version": `uringlab-${identity.version}`,
    "global options": { ioengine: "io_uring", direct: "1" },
    jobs: summaries.filter(({ ok }) => ok > 0)
      .map((summary, at) => jobOf(summary, run, at)),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
