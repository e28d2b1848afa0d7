import type { ScaleKind, YScale } from "../axes/scale.ts";
import type { ChartText } from "../common/chart_text.ts";
import type { StepKind } from "../marks/quantile.ts";
import type { Backdrop } from "../marks/backdrop.ts";
import type { Point, SeriesStyle } from "../marks/series.ts";

/** A series of a panel chart; it may have points in any panel. */
export interface PanelSeries {
  readonly name: string;
  readonly style: SeriesStyle;
}

/** The points of a series in one panel; row, column and series are indices. */
export interface PanelPoints {
  readonly row: number;
  readonly column: number;
  readonly series: number;
  readonly points: readonly Point[];
}

/** A line behind the series of one panel; row and column are indices. */
export interface PanelBackdrop extends Backdrop {
  readonly row: number;
  readonly column: number;
}

/**
 * A thin dotted line in every panel: at a value of x or y, or where y = x. It
 * is drawn as far as it lies within the axes. Its label, if not empty, is
 * written once, where it covers least, or in the caption if it is too long for
 * a panel.
 */
export type Reference =
  | {
    readonly axis: "x" | "y";
    readonly value: number;
    readonly label: string;
  }
  | { readonly axis: "diagonal"; readonly label: string };

/** A text in a panel, such as the reason why a series has no points there. */
export interface PanelNote {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** What panelChart draws. Every text may hold any characters. */
export interface PanelChartSpec extends ChartText {
  readonly x: {
    readonly label: string;
    /** "ns", "us", "ms", "s" are written as durations, "%" and others as is. */
    readonly unit: string;
    /** A log axis shows 0 too: left of a break. */
    readonly scale: ScaleKind;
    /**
     * The values that points have, each a tick; a series without one has a gap
     * there. Without them the ticks are round values.
     */
    readonly values?: readonly number[] | undefined;
  };
  readonly y: {
    readonly label: string;
    /** As for x. */
    readonly unit: string;
    readonly scale: YScale;
  };
  /** Titles from left to right, [""] for a grid without any. */
  readonly columns: readonly string[];
  /** Titles from top to bottom, [""] for a grid without any. */
  readonly rows: readonly string[];
  /** Later series are drawn over earlier ones. */
  readonly series: readonly PanelSeries[];
  readonly panels: readonly PanelPoints[];
  readonly backdrops?: readonly PanelBackdrop[] | undefined;
  readonly references?: readonly Reference[] | undefined;
  /**
   * A panel without a note says itself which series have no points there; one
   * with a note leaves that to the note. What finds no free place goes to the
   * caption.
   */
  readonly notes?: readonly PanelNote[] | undefined;
  /**
   * false: points are not marked, as there are many; each series has dashes of
   * its own instead, and a distribution a few markers that tell it apart.
   * Usually true.
   */
  readonly markers?: boolean | undefined;
  /**
   * Distributions, whatever `y` says of unit and scale. "cumulative": y is the
   * share, 0 to 1, of what is at most x; it rises in steps from 0 on an axis
   * from 0 to 100 %. "tail": y is the share of what is at least x; it falls in
   * steps from 1 on a log axis. Usually neither.
   */
  readonly step?: StepKind | undefined;
}
