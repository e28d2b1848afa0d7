import { changeText } from "../../base/number_text.ts";
import { armsText, whereText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";

/** "+1.2 % (-0.8 % to +3.2 %)" */
export function estimateText(
  { estimate }: Pick<Comparison, "estimate">,
): string {
  const { ratio, low, high } = estimate;
  return low === undefined
    ? changeText(ratio)
    : `${changeText(ratio)} (${changeText(low)} to ${changeText(high)})`;
}

/** The comparisons as a table of words. */
export function comparisonTable(compared: readonly Comparison[]) {
  return {
    head: ["where", "arms", "figure", "change, 95 % interval", "verdict"],
    rows: compared.map((c) => [
      whereText(c),
      armsText(c),
      c.metric.name,
      estimateText(c),
      c.verdict.text,
    ]),
  };
}
