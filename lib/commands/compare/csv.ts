import { type Field, rounded } from "../../base/field.ts";
import { csvLines } from "../../files/csv_text.ts";
import type { ComparedRuns } from "./compared_runs.ts";

const FIGURES = [
  "metric",
  "better",
  "a",
  "b",
  "repeats_a",
  "repeats_b",
  "ratio",
  "low",
  "high",
  "p",
  "dropped",
  "invalid_a",
  "invalid_b",
  "verdict",
  "unit",
  "paired",
];

/**
 * The text of compare.csv: a line per cell and metric with the geometric means
 * of both runs, the ratio B / A and its 95 % interval; what repeats in it, and
 * how often on each side. Parameters are those of A.
 */
export function comparedCsv({ comparisons }: ComparedRuns): string {
  const names = [...comparisons[0]?.cell.values.keys() ?? []];
  return csvLines([
    [...names, ...FIGURES],
    ...comparisons.map((one): Field[] => [
      ...names.map((name) => one.cell.values.get(name)),
      one.metric.name,
      one.metric.better,
      rounded(one.from),
      rounded(one.to),
      one.estimate.fromRepeats,
      one.estimate.toRepeats,
      rounded(one.estimate.ratio),
      rounded(one.estimate.low),
      rounded(one.estimate.high),
      rounded(one.estimate.p),
      one.dropped,
      one.invalid.from,
      one.invalid.to,
      one.verdict.text,
      one.estimate.unit,
      one.estimate.paired ? "yes" : "no",
    ]),
  ]);
}
