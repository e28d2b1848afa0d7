import type { FigureName } from "../model/figures/mod.ts";
import { atMost } from "./binomial.ts";
import type { Comparison } from "./comparisons.ts";

/** How many comparisons of equals claim a difference. */
export interface EqualsJudged {
  readonly claims: number;
  readonly compared: number;
  /** The most claims that there are in 95 % of runs whose intervals are right. */
  readonly most: number;
}

/**
 * Counts the false claims of a run that compares each combination with itself.
 * One figure counts, as those of a cell move together: they would be one piece
 * of evidence counted several times. Undefined where nothing has an interval.
 */
export function judgeEquals(
  compared: readonly Comparison[],
  answer: FigureName,
): EqualsJudged | undefined {
  const judged = compared.filter(({ metric, verdict }) =>
    metric.name === answer && verdict.kind !== "too_few"
  );
  return judged.length === 0 ? undefined : {
    claims: judged.filter(({ verdict }) => verdict.claims).length,
    compared: judged.length,
    most: atMost(judged.length),
  };
}
