import { plural } from "../../base/number_text.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import type { EqualsJudged } from "../../stats/equals.ts";

/** "equal arms, IOPS: 1 of 14 comparisons shows a difference, at most 2 expected" */
export function equalsFinding(
  { claims, compared, most }: EqualsJudged,
  answer: FigureName,
): string {
  return `Equal arms, ${figure(answer).prose}: ${claims} of ` +
    `${plural(compared, "comparison")} ` +
    `${claims === 1 ? "shows" : "show"} a difference, at most ${most} ` +
    "expected (95 %)" +
    (claims > most ? ": this machine is not to be trusted as it is." : ".");
}
