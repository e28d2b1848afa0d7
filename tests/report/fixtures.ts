import { exp7 } from "../../experiments/exp7.ts";
import type { Axes } from "../../lib/model/experiment.ts";
import {
  BUCKETS,
  type Histogram,
  percentile,
} from "../../lib/model/measurement/histogram.ts";
import type { Figures } from "../../lib/model/figures/mod.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { product } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import type { Found } from "../../lib/report/findings/context.ts";
import { answersOf } from "../../lib/stats/answers.ts";
import { summaries } from "../../lib/stats/summary.ts";
import { bucketOf, params, row } from "../model/fixtures.ts";

/** Figures that look measured: coop is 2 % above default, busy takes half. */
export function figures(
  { iodepth = 1, busy = false, mode }: Partial<Params>,
  repeat: number,
): Figures {
  const load = iodepth / (iodepth + 8);
  const share = (busy ? 0.5 : 1) * (mode === "coop" ? 1.02 : 1);
  const iops = Math.round(80_000 * load * share * (1 + 0.01 * repeat));
  const clat = 16 * iodepth / iops * 1e6;
  return {
    iops,
    clat_avg_us: clat,
    clat_p99_us: clat * (busy ? 9 : 2.5),
    cpu_share: share * 0.9,
    res_per_io: mode === "coop" ? 0.1 : 0.9,
    syscalls_per_io: 1.25,
  };
}

/** Latencies around a mean in us, with a tail that every tenth read is in. */
export function latencies(meanUs: number): Histogram {
  const counts = Array<number>(BUCKETS + 1).fill(0);
  const add = (us: number, count: number) => {
    const bucket = bucketOf(us * 1e3);
    counts[bucket] = (counts[bucket] ?? 0) + Math.round(count);
  };
  for (let z = -3; z <= 3; z += 0.1) {
    add(meanUs * Math.exp(0.3 * z), 4000 * Math.exp(-z * z / 2));
  }
  for (let tenth = 0; tenth < 4; tenth += 0.1) {
    add(meanUs * 2 * 1.6 ** tenth, 2000 / 10 ** tenth);
  }
  return { counts, sum: 0, min: meanUs * 400, max: meanUs * 13_000 };
}

/** A percentile in us of such latencies. */
export function percentileUs(histogram: Histogram, share: number): number {
  return (percentile(histogram, share) ?? NaN) / 1e3;
}

/** Rows of some repetitions of every combination of exp7's parameters. */
export function exp7Rows(repeats: number, axes: Axes = exp7.axes): Row[] {
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    product(axes).map((params) =>
      row({ ...exp7.base, ...params, busyPerCpu: 8 }, {
        repeat,
        metrics: figures(params, repeat),
      })
    )
  );
}

/** What findings are made of, for rows of an experiment with these axes. */
export function foundOf(
  experiment: Experiment,
  axes: Axes,
  rows: readonly Row[],
  hz: number | null = 250,
): Found {
  const run = {
    experiment,
    axes,
    aa: false,
    base: params(),
    places: new Map(),
  };
  return {
    experiment,
    summaries: summaries(rows, axes),
    answers: answersOf(run, rows),
    hz,
  };
}
