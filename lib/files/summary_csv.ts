/**
 * summary.csv: a line per cell, with every figure over its repetitions: median,
 * least and greatest. Percentiles are of the reads of all repetitions, least and
 * greatest of single ones, and they have their 95 % interval behind (`_low`,
 * `_high`; empty below 3 repetitions and where rows have no histograms).
 */

import { figure, SUMMARY_FIGURES } from "../model/figures/mod.ts";
import { type Field, rounded } from "../base/field.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import { premiseText } from "../model/premises/mod.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Summary } from "../stats/summary.ts";
import { csvLines } from "./csv_text.ts";

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
  ...SUMMARY_FIGURES.flatMap((name) => [
    ...[name, `${name}_min`, `${name}_max`],
    ...figure(name).percentile ? [`${name}_low`, `${name}_high`] : [],
  ]),
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
    ...SUMMARY_FIGURES.flatMap((name) => {
      const spread = summary.spread(name);
      const interval = summary.interval(name);
      return [
        ...[spread?.middle, spread?.min, spread?.max],
        ...figure(name).percentile ? [interval?.low, interval?.high] : [],
      ].map(rounded);
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
