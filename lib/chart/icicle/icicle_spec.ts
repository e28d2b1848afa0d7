import type { ChartText } from "../common/chart_text.ts";

/** A stack and how often it was seen. */
export interface CountedStack {
  /** Names of functions, the outermost first. */
  readonly frames: readonly string[];
  readonly count: number;
  /**
   * What it is counted as; one that the spec's classes do not list comes last.
   */
  readonly className: string;
}

/** What icicle draws. Every text may hold any characters. */
export interface IcicleSpec extends ChartText {
  /** What is counted: "calls of malloc". */
  readonly unit: string;
  /**
   * All classes, at most 11. The index of a class decides its look in every
   * chart.
   */
  readonly classes: readonly string[];
  readonly stacks: readonly CountedStack[];
}
