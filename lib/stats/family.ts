import type { PairedRatio } from "./bootstrap.ts";
import type { ComparedMetric } from "./compared_metrics.ts";
import { holm } from "./holm.ts";
import { ALPHA, type Verdict, verdict } from "./verdict.ts";

/**
 * How far comparisons may claim what is not so. `each`: at most 5 % of them
 * claim a difference that is none; `holm`: in at most 5 % of families there is
 * such a claim at all.
 */
export const FAMILIES = ["each", "holm"] as const;

/** One of them. */
export type Family = typeof FAMILIES[number];

/**
 * The level of trust of each of so many intervals which hold the truth all
 * together in 95 % of runs (Bonferroni). Whichever of them is then told, the
 * farthest from none for example, holds it as often: the one that looks largest
 * among several does so in part by chance, and its own 95 % interval misses more
 * often than 5 %.
 */
export function togetherLevel(intervals: number): number {
  return 1 - ALPHA / Math.max(1, intervals);
}

/** Comparisons with the verdict that their family allows each of them. */
export function judged<
  C extends { readonly estimate: PairedRatio; readonly metric: ComparedMetric },
>(compared: readonly C[], family: Family): (C & { verdict: Verdict })[] {
  const ps = compared.map(({ estimate }) => estimate.p);
  const adjusted = family === "holm" ? holm(ps) : ps;
  return compared.map((comparison, i) => ({
    ...comparison,
    verdict: verdict(
      comparison.estimate,
      comparison.metric.better,
      adjusted[i],
    ),
  }));
}
