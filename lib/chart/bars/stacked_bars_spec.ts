import type { ChartText } from "../common/chart_text.ts";

/** What a class makes up of a bar. */
export interface ClassShare {
  readonly name: string;
  /** 0 to 1; the shares of a bar sum to 1. */
  readonly share: number;
  /** How many were counted; shown on hover. */
  readonly count?: number | undefined;
}

/** One bar. */
export interface Bar {
  /** Written at the bar; once in a group. */
  readonly name: string;
  /**
   * null where there are none: the bar's slot is empty and marked "no data", or
   * with `why`.
   */
  readonly shares: readonly ClassShare[] | null;
  /** Why there are no shares, in a few words: "nothing was counted". */
  readonly why?: string | undefined;
}

/** Bars that stand together, such as those of one year. */
export interface BarGroup {
  readonly name: string;
  /** A bar that other groups have and this one has not is an empty slot. */
  readonly bars: readonly Bar[];
}

/** What stackedBars draws. Every text may hold any characters. */
export interface StackedBarsSpec extends ChartText {
  /** What the groups differ in: "year". */
  readonly groupLabel: string;
  /** What 100 % are: "Share of passengers". */
  readonly shareLabel: string;
  /**
   * All classes in the order they are stacked in, at most 11. The index of a
   * class decides its look in every chart; classes that are 0 in all bars are
   * not in the legend.
   */
  readonly classes: readonly string[];
  readonly groups: readonly BarGroup[];
}
