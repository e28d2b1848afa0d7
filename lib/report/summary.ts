// @ts-types="@types/d3-array"
import { groups, max, median, min } from "d3-array";
import { type Field, PARAM_COLUMNS, rounded } from "../model/columns.ts";
import type { Axes } from "../model/experiment.ts";
import type { MetricName } from "../model/metrics.ts";
import type { Params } from "../model/params.ts";
import { type BrokenPremise, premiseText } from "../model/premises.ts";
import type { Row } from "../model/row.ts";

/** Median, least and greatest of a figure over the repetitions of a cell. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  /** How many repetitions have the figure. */
  n: number;
}

/** All repetitions of one combination of parameters. */
export interface Summary {
  params: Params;
  ok: number;
  failed: number;
  /** Why rows failed, each reason once. */
  reasons: string[];
  /** The premises that did not hold in ok rows. */
  notes: BrokenPremise[];
  /** Of the ok rows; undefined where none has the figure. */
  spread(metric: MetricName): Spread | undefined;
}

function paramsKey(params: Params): string {
  return JSON.stringify(PARAM_COLUMNS.map(({ value }) => value(params)));
}

function summarise(rows: readonly Row[]): Summary {
  const ok = rows.filter((row) => row.status === "ok");
  return {
    params: rows[0]!.cell.params,
    ok: ok.length,
    failed: rows.length - ok.length,
    reasons: [...new Set(rows.map((row) => row.reason))].filter(Boolean),
    notes: ok.flatMap((row) => row.notes),
    spread(metric) {
      const values = ok.map((row) => row.metrics[metric]).filter((value) =>
        value !== undefined
      );
      const middle = median(values);
      return middle === undefined ? undefined : {
        median: middle,
        min: min(values) ?? middle,
        max: max(values) ?? middle,
        n: values.length,
      };
    },
  };
}

/** Compares two cells by the axes: by the first one first. */
function byAxes(axes: Axes): (a: Summary, b: Summary) => number {
  const names = Object.keys(axes) as (keyof Params)[];
  const position = ({ params }: Summary, name: keyof Params) =>
    (axes[name] as readonly unknown[]).indexOf(params[name]);
  return (a, b) => {
    for (const name of names) {
      const difference = position(a, name) - position(b, name);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** One summary per combination of parameters, in the order of the axes. */
export function summaries(rows: readonly Row[], axes: Axes): Summary[] {
  return groups(rows, (row) => paramsKey(row.cell.params))
    .map(([, group]) => summarise(group))
    .sort(byAxes(axes));
}

/** The figures of summary.csv, each as median, min and max. */
const SUMMARY_METRICS: readonly MetricName[] = [
  "iops",
  "slat_avg_us",
  "slat_p99_us",
  "clat_avg_us",
  "clat_p50_us",
  "clat_p90_us",
  "clat_p99_us",
  "clat_p999_us",
  "clat_max_us",
  "lat_avg_us",
  "lat_p50_us",
  "lat_p99_us",
  "cqes_per_reap",
  "syscalls_per_io",
  "nvcsw",
  "nivcsw",
  "cpu_share",
  "cpu_idle",
  "cpu_steal",
  "res_per_io",
  "cal_per_io",
  "target_irqs_per_io",
  "littles_law",
];

/** The column names of summary.csv. */
export const SUMMARY_HEADER: readonly string[] = [
  "experiment",
  "run",
  ...PARAM_COLUMNS.map(({ name }) => name),
  "ok",
  "failed",
  ...SUMMARY_METRICS.flatMap((name) => [name, `${name}_min`, `${name}_max`]),
  "reasons",
  "notes",
];

/** The line of summary.csv for one summary. */
export function summaryFields(
  summary: Summary,
  identity: { experiment: string; run: string },
): Field[] {
  return [
    identity.experiment,
    identity.run,
    ...PARAM_COLUMNS.map(({ value }) => value(summary.params)),
    summary.ok,
    summary.failed,
    ...SUMMARY_METRICS.flatMap((name) => {
      const spread = summary.spread(name);
      return [spread?.median, spread?.min, spread?.max].map(rounded);
    }),
    summary.reasons.join("; "),
    summary.notes.map(premiseText).join("; "),
  ];
}
