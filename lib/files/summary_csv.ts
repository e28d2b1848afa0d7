/** summary.csv: a line per cell, with every figure over its repetitions. */

import { SUMMARY_FIGURES } from "../model/figures/mod.ts";
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
  ...SUMMARY_FIGURES.flatMap((name) => [name, `${name}_min`, `${name}_max`]),
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
