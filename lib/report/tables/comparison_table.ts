import { armsText, whereText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { estimateText } from "../ratio_text.ts";

/** The comparisons as a table of words. */
export function comparisonTable(compared: readonly Comparison[]) {
  return {
    head: ["where", "arms", "figure", "change", "verdict"],
    rows: compared.map((c) => [
      whereText(c),
      armsText(c),
      c.metric.name,
      estimateText(c),
      c.verdict.text,
    ]),
  };
}
