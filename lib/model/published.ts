/**
 * What others published, as data: never measured here, and never mixed with
 * what is. Charts draw it behind ours, claims (lib/model/claim.ts) cite it.
 */

import type { FigureName } from "./figures/mod.ts";
import type { LatencyKind } from "./measurement/histogram.ts";
import type { ParameterName, Params } from "./parameters/params.ts";

/** Where published figures stand, and what they were measured on. */
export interface PublishedSource {
  /** How it is cited: "exp_07". */
  readonly cite: string;
  /** What it is and where it can be found. */
  readonly where: string;
  /** The day or the year of its publication. */
  readonly date: string;
  readonly machine: string;
  /** "Linux 6.3.8"; empty where it is not told. */
  readonly kernel: string;
}

/** The cells that a published series belongs to, where a chart shows it. */
export interface DrawnFor {
  /** The name of the experiment. */
  readonly experiment: string;
  /** Values of the cells that it is of; others are none of its business. */
  readonly where: Partial<Params>;
  /**
   * Whether only its shape compares, as it is of another machine: it is then
   * scaled so that it begins where our series does.
   */
  readonly scaled: boolean;
}

/** Where charts of an experiment show a published series. */
export type Drawn =
  & DrawnFor
  & (
    | { readonly figure: FigureName; readonly x: ParameterName }
    | {
      /** Its points are latencies in us and shares of reads, 0 to 1. */
      readonly latency: LatencyKind;
    }
  );

/** A published figure at several values of something. */
export interface PublishedSeries {
  readonly source: PublishedSource;
  /** What tells it from others of its source: "coop, busy". */
  readonly name: string;
  readonly quantity: string;
  /** "1" for a number without one. */
  readonly unit: string;
  /** What varies. */
  readonly x: string;
  readonly points: readonly (readonly [x: number, value: number])[];
  /** Empty where no chart of ours has the same axes. */
  readonly drawn: readonly Drawn[];
}

/** One published figure. */
export interface PublishedFigure {
  readonly source: PublishedSource;
  /** What it is of. */
  readonly quantity: string;
  readonly value: number;
  readonly unit: string;
}
