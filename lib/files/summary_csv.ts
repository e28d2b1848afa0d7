/** summary.csv: a line per cell, with every figure over its repetitions. */

import { type Field, rounded } from "../model/field.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import { type FigureName, TRACE_FIGURES } from "../model/figures/mod.ts";
import { premiseText } from "../model/premises/mod.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Summary } from "../stats/summary.ts";
import { csvLines } from "./csv_text.ts";

/** The figures of summary.csv, each as median, min and max. */
const SUMMARY_METRICS: readonly FigureName[] = [
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
  "cpu_per_io_us",
  "nvcsw",
  "nivcsw",
  "cpu_share",
  "cpu_idle",
  "cpu_steal",
  "res_per_io",
  "cal_per_io",
  "target_irqs_per_io",
  "littles_law",
  ...TRACE_FIGURES.map(({ name }) => name),
];

/** The column names of summary.csv. */
const HEADER: readonly string[] = [
  "experiment",
  "run",
  "arm",
  ...PARAM_COLUMNS.map(({ name }) => name),
  "ok",
  "invalid",
  "excluded",
  "failed",
  "impossible",
  ...SUMMARY_METRICS.flatMap((name) => [name, `${name}_min`, `${name}_max`]),
  "reasons",
  "notes",
];

function fields(
  summary: Summary,
  identity: Pick<RunIdentity, "experiment" | "run">,
): Field[] {
  return [
    identity.experiment,
    identity.run,
    summary.arm,
    ...PARAM_COLUMNS.map(({ value }) => value(summary.params)),
    summary.ok,
    summary.invalid,
    summary.excluded,
    summary.failed,
    summary.impossible,
    ...SUMMARY_METRICS.flatMap((name) => {
      const spread = summary.spread(name);
      return [spread?.median, spread?.min, spread?.max].map(rounded);
    }),
    summary.reasons.join("; "),
    summary.broken.map(premiseText).join("; "),
  ];
}

/** The text of summary.csv. */
export function summaryCsv(
  summaries: readonly Summary[],
  identity: Pick<RunIdentity, "experiment" | "run">,
): string {
  return csvLines([
    HEADER,
    ...summaries.map((summary) => fields(summary, identity)),
  ]);
}
