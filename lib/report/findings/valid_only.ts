// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { isValid, type Row } from "../../model/row.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
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
 * what an arm does. Only blocks that are still whole can tell it, and of fewer
 * than three it is told that they cannot.
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
    if (!rest) return [`${arms} has no ratio then`];
    const without = pooledRatio(rest);
    const cells = rest.length < some.length
      ? ` in ${rest.length} of ${plural(some.length, "cell")}`
      : "";
    if (without.n < MIN_BLOCKS) {
      return [
        `${arms} cannot be told, as ${plural(without.n, "whole block")} ` +
        `${without.n === 1 ? "is" : "are"} left${cells} and it takes ` +
        MIN_BLOCKS,
      ];
    }
    const estimate = pooledRatio(some);
    return [
      `${arms} ${estimateText({ estimate: without })}${cells}, with them ` +
      (estimate.ratio === undefined
        ? "no ratio, as no block has all of them"
        : estimateText({ estimate })),
    ];
  });
  return parts.length === 0 ? [] : [
    `Without the ${plural(invalid, "run")} that ${
      invalid === 1 ? "is" : "are"
    } not valid, ${figure(answer).prose}: ${parts.join("; ")}.`,
  ];
}
