import { figure, type FigureName } from "../../model/figures/mod.ts";

/** What a sentence about the percentiles of some comparisons needs to know. */
export interface ComparedPercentile {
  readonly metric: { readonly name: FigureName };
  /** Whether it is of all reads, not of those of single runs. */
  readonly together: boolean;
  readonly estimate: { readonly n: number };
}

/**
 * Says where percentiles are not those of all reads: in runs that were recorded
 * without histograms.csv, or that lost some of it.
 */
export function percentileFindings(
  compared: readonly ComparedPercentile[],
): string[] {
  return compared.some(({ metric, together, estimate }) =>
      figure(metric.name).percentile && !together && estimate.n > 1
    )
    ? [
      "Percentiles are means of those of single runs, not those of all reads, " +
      "as runs without histograms have no others: with short runs they are " +
      "mostly lower than what a long one would show.",
    ]
    : [];
}
