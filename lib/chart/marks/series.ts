import type { Doubt } from "../common/doubt.ts";

/** Shape of a series' points. */
export type MarkerShape = "circle" | "square" | "triangle" | "diamond";

/** How a series looks; two series must differ in more than their colour. */
export interface SeriesStyle {
  /** Index into the palette, taken modulo its length. */
  readonly color: number;
  /** A dashed line, whose markers are smaller. */
  readonly dashed: boolean;
  readonly marker: MarkerShape;
}

/** One value, in the units of the axes. */
export interface Point {
  readonly x: number;
  /** null, NaN and infinities are missing values: the line has a gap there. */
  readonly y: number | null;
  /** Lower and upper end of the whisker. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** With a doubt its marker is hollow. */
  readonly doubt?: Doubt | undefined;
}

/** One line of the chart; without points it is still named in the legend. */
export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
}
