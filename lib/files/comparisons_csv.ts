/** comparisons.csv: a line per comparison, with its interval and verdict. */

import { type Field, rounded } from "../base/field.ts";
import { armsText, whereText } from "../stats/comparison_text.ts";
import type { Comparison } from "../stats/comparisons.ts";
import { csvLines } from "./csv_text.ts";

/** The text of comparisons.csv. */
export function comparisonsCsv(compared: readonly Comparison[]): string {
  return csvLines([
    [
      "where",
      "arms",
      "metric",
      "ratio",
      "low",
      "high",
      "blocks",
      "dropped",
      "p",
      "verdict",
    ],
    ...compared.map((c): Field[] => [
      whereText(c),
      armsText(c),
      c.metric.name,
      rounded(c.estimate.ratio),
      rounded(c.estimate.low),
      rounded(c.estimate.high),
      c.estimate.n,
      c.dropped,
      rounded(c.estimate.p),
      c.verdict.text,
    ]),
  ]);
}
