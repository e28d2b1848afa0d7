import type { PairedRatio } from "./bootstrap.ts";

/** Which way a figure is better. */
export type Better = "higher" | "lower";

/** What an interval says about a comparison. */
export interface Verdict {
  readonly kind: "faster" | "slower" | "none" | "too_few";
  /** The same in words. */
  readonly text: string;
  /** Whether it says that there is a difference. */
  readonly claims: boolean;
  /** Half the interval in percent of the ratio; undefined without one. */
  readonly precision: number | undefined;
}

/** The probability with which a claim may be false. */
export const ALPHA = 0.05;

/** Half the 95 % interval in percent of the ratio; undefined without one. */
export function precision({ ratio, high }: PairedRatio): number | undefined {
  return ratio === undefined || high === undefined
    ? undefined
    : (high / ratio - 1) * 100;
}

function kindOf(
  { low, high }: PairedRatio,
  better: Better,
  p: number | undefined,
): Verdict["kind"] {
  if (low === undefined || high === undefined || p === undefined) {
    return "too_few";
  }
  if (p > ALPHA || (low <= 1 && 1 <= high)) return "none";
  return (low > 1) === (better === "higher") ? "faster" : "slower";
}

/**
 * The words for a ratio `to` / `from` of a figure: "faster" and "slower" are
 * claims, made where the 95 % interval leaves 1 out. Where the arms do not
 * differ, 5 % of comparisons claim a difference, so one of twenty will; with
 * the `p` that {@linkcode holm} adjusted, one of all of them in 5 % of runs.
 */
export function verdict(
  estimate: PairedRatio,
  better: Better,
  p: number | undefined = estimate.p,
): Verdict {
  const kind = kindOf(estimate, better, p);
  const texts = {
    faster: "faster",
    slower: "slower",
    none: "no difference shown at this precision",
    too_few: `too few blocks to tell (${estimate.n})`,
  };
  return {
    kind,
    text: texts[kind],
    claims: kind === "faster" || kind === "slower",
    precision: precision(estimate),
  };
}
