import type { YScale } from "../axes/scale.ts";
import type { ChartText } from "../common/chart_text.ts";
import type { Doubt } from "../common/doubt.ts";
import type { SeriesStyle } from "../marks/series.ts";

/**
 * What tells the points of a row apart, such as the year; at most 3 are
 * legible.
 */
export interface DotKind {
  readonly name: string;
  /** Two kinds must differ in more than their colour. */
  readonly style: Pick<SeriesStyle, "color" | "marker"> & {
    /** In place of the colour: what is there but says nothing. */
    readonly quiet?: true;
  };
}

/** A column of the matrix: one metric with an axis of its own. */
export interface DotPanel {
  readonly label: string;
  /** "ns", "us", "ms", "s" are written as durations, "%" and others as is. */
  readonly unit: string;
  /**
   * A linear axis starts at 0, a log one shows 0 left of a break, one of ratios
   * is logarithmic with 1 in the middle.
   */
  readonly scale: YScale | "ratio";
  readonly better: "lower" | "higher";
  /** What lies that way, in place of "lower is better". */
  readonly betterName?: string | undefined;
  /** A value that gets a line through all rows. */
  readonly reference?: number | undefined;
  /** Two values between which all rows are shaded, behind everything. */
  readonly band?: readonly [number, number] | undefined;
  /** Ends of the axis that whiskers may reach beyond; values may not. */
  readonly limits?: readonly [number, number] | undefined;
}

/** One value; kind and panel are indices. */
export interface Dot {
  readonly kind: number;
  readonly panel: number;
  /** null, NaN and infinities are missing values. */
  readonly value: number | null;
  /** Lower and upper end of the whisker. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** With a doubt its marker is hollow. */
  readonly doubt?: Doubt | undefined;
}

/** A shade in one row of a panel, which is an index. */
export interface DotBand {
  readonly panel: number;
  readonly ends: readonly [number, number];
}

/** A row of the matrix. */
export interface DotItem {
  readonly name: string;
  readonly dots: readonly Dot[];
  /** Values between which the ground is shaded more strongly. */
  readonly bands?: readonly DotBand[] | undefined;
  /** In short why there can be no value; written in place of the dots. */
  readonly impossible?: string | undefined;
  /** The same for single kinds, which are crossed out beside the name. */
  readonly impossibleKinds?:
    | readonly { readonly kind: number; readonly reason: string }[]
    | undefined;
}

/** Rows that stand together. */
export interface DotGroup {
  readonly name: string;
  readonly items: readonly DotItem[];
}

/**
 * A chosen value; all are indices, the item's within its group. Without a kind
 * the values of all kinds are meant.
 */
export interface DotMark {
  readonly group: number;
  readonly item: number;
  readonly panel: number;
  readonly kind?: number | undefined;
  /** Written at the row: "throughput". */
  readonly label: string;
}

/** What dotMatrix draws. Every text may hold any characters. */
export interface DotMatrixSpec extends ChartText {
  /** What groups and items are: "country", "town". */
  readonly groupLabel: string;
  readonly itemLabel: string;
  readonly kinds: readonly DotKind[];
  /** Whether a row has one dot in a panel, of any kind, at its middle. */
  readonly oneKindEach?: boolean | undefined;
  /** From left to right; 3 to 6 are legible. */
  readonly panels: readonly DotPanel[];
  /** From top to bottom. */
  readonly groups: readonly DotGroup[];
  readonly marks?: readonly DotMark[] | undefined;
  /** What a mark means: "best". */
  readonly markLabel?: string | undefined;
}
