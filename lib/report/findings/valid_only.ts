// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { isValid, type Row } from "../../model/row.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { estimateText } from "../ratio_text.ts";

/** The comparisons of a figure that have a ratio, by arms. */
function byArms(compared: readonly Comparison[], answer: FigureName) {
  return groups(
    compared.filter(({ metric, pairs }) =>
      metric.name === answer && pairs.length > 0
    ),
    armsText,
  );
}

/**
 * The main answer from the runs alone whose premises held, where that is not
 * all of them: all runs count otherwise, as leaving some out might leave out
 * what an arm does.
 */
export function validOnlyFindings(
  all: readonly Comparison[],
  valid: readonly Comparison[],
  rows: readonly Row[],
  answer: FigureName,
): string[] {
  const invalid = rows.filter((row) => isValid(row) === false).length;
  if (invalid === 0) return [];
  const alone = new Map(byArms(valid, answer));
  const parts = byArms(all, answer).flatMap(([arms, some]) => {
    const rest = alone.get(arms);
    const estimate = pooledRatio(some);
    const without = rest && pooledRatio(rest);
    if (!rest || !without || without.ratio === undefined) {
      return [`${arms} has no ratio then`];
    }
    const cells = rest.length < some.length
      ? ` in ${rest.length} of ${plural(some.length, "cell")}`
      : "";
    return [
      `${arms} ${estimateText({ estimate: without })}${cells}, with them ` +
      estimateText({ estimate }),
    ];
  });
  return parts.length === 0 ? [] : [
    `Without the ${plural(invalid, "run")} that ${
      invalid === 1 ? "is" : "are"
    } not valid, ${figure(answer).prose}: ${parts.join("; ")}.`,
  ];
}
