import type { ChartText } from "../common/chart_text.ts";

/** What one of a timeline's lanes does for a while. */
export interface TimelineBar {
  /** Index of the lane. */
  readonly lane: number;
  /** Its beginning and its end, in the spec's own units of time. */
  readonly from: number;
  readonly to: number;
  /** Index of what it is; see `activities`. */
  readonly activity: number;
  /** Upon the bar, if there is room; always said on hover. */
  readonly text: string;
}

/** Something that goes from a lane to the next one above or below. */
export interface TimelineArrow {
  readonly lane: number;
  readonly at: number;
  readonly toLane: number;
  readonly toAt: number;
  readonly text: string;
  /** Whether only a note is left, so that nobody is disturbed. */
  readonly dashed?: boolean;
  /** Where its text stands; right of it if not told. */
  readonly side?: "left" | "right";
}

/** What is told of the time between two moments, below the last lane. */
export interface TimelineSpan {
  /** Index of the lane on which it begins. */
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** One course of events. */
export interface TimelinePanel {
  readonly title: string;
  readonly bars: readonly TimelineBar[];
  readonly arrows: readonly TimelineArrow[];
  readonly span: TimelineSpan;
}

/** What timeline draws. Every text may hold any characters. */
export interface TimelineSpec extends ChartText {
  /** Names of the lanes, the topmost first; in every panel the same. */
  readonly lanes: readonly string[];
  /** What lanes do, each with the index of its look (`class_style.ts`). */
  readonly activities: readonly {
    readonly name: string;
    readonly look: number;
  }[];
  /** The end of time, from 0 on. */
  readonly end: number;
  readonly panels: readonly TimelinePanel[];
}
