// @ts-types="@types/d3-array"
import { groups, median } from "d3-array";
import { plural } from "../../base/number_text.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import { type Comparison, ratioAt } from "../../stats/comparisons.ts";
import { togetherLevel } from "../../stats/family.ts";
import type { Verdict } from "../../stats/verdict.ts";
import { armsText, whereText } from "../../stats/comparison_text.ts";
import { estimateText } from "../ratio_text.ts";

/** What a sentence about a comparison needs to know. */
export interface Judged {
  /** "coop / default" */
  readonly arms: string;
  /** What tells it from others; "" where there are none. */
  readonly where: string;
  readonly metric: { readonly name: string };
  readonly estimate: PairedRatio;
  readonly verdict: Verdict;
  /** The estimate with the interval of another level of trust. */
  readonly at: (level: number) => PairedRatio;
}

/** Half an interval; beyond 100 % there is nothing left to be told. */
function widthText(half = Infinity): string {
  return half > 100 ? "wider than +-100 %" : `of +-${half.toFixed(1)} %`;
}

/**
 * The claimed difference that is farthest from none. It was picked out of all
 * that were judged, so that its interval is the one that holds for all of them.
 */
function clearest(some: readonly Judged[]): string {
  const [most] = some.filter(({ verdict }) => verdict.claims)
    .toSorted((a, b) =>
      Math.abs(Math.log(b.estimate.ratio ?? 1)) -
      Math.abs(Math.log(a.estimate.ratio ?? 1))
    );
  if (!most) return "";
  const estimate = most.at(togetherLevel(some.length));
  return `; the largest at ${most.where || "the only cell"}: ` +
    estimateText({ estimate }, some.length);
}

/**
 * What comparisons say, by arms and figure: how many show a difference, and
 * how narrow their intervals are. Empty where there are too few blocks.
 */
export function judgedFindings(compared: readonly Judged[]): string[] {
  const judged = compared.filter(({ verdict }) => verdict.kind !== "too_few");
  if (judged.length === 0) return [];
  return groups(judged, ({ arms }) => arms, ({ metric }) => metric.name)
    .flatMap(([arms, byMetric]) =>
      byMetric.map(([metric, some]) => {
        const count = (kind: Verdict["kind"]) =>
          some.filter(({ verdict }) => verdict.kind === kind).length;
        const width = median(some, ({ verdict }) => verdict.precision);
        return `${arms}, ${metric}: of ${plural(some.length, "comparison")} ` +
          `${count("faster")} faster, ${count("slower")} slower, ` +
          `${count("none")} no difference shown (95 % CI ` +
          `${widthText(width)}, median)${clearest(some)}.`;
      })
    );
}

/** The same of the comparisons of a run. */
export function verdictFindings(compared: readonly Comparison[]): string[] {
  return judgedFindings(
    compared.map((comparison) => ({
      ...comparison,
      arms: armsText(comparison),
      where: whereText(comparison),
      at: (level) => ratioAt(comparison, level),
    })),
  );
}
