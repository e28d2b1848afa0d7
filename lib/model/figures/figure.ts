import type { LatencyKind } from "../measurement/histogram.ts";
import type { Measurement, WorkerCounts } from "../measurement/measurement.ts";
import type { Params } from "../parameters/params.ts";

/** Which way a figure is better; "none" where neither way is. */
export type Direction = "lower" | "higher" | "none";

/** All that is said of a figure, wherever it is shown. */
export interface Description {
  /** The name of its column in every file. */
  name: string;
  /** "1" for a plain number. */
  unit: "1" | "1/s" | "s" | "us" | "MHz";
  /** What it means, for the reader of a results file. */
  doc: string;
  better: Direction;
  /** Whether it may be below 0. */
  signed?: true;
  /** The relative step in which a ratio of two of it is read; else it has none. */
  resolution?: number;
  /** Of a percentile: the latency, and the share of reads not above it. */
  percentile?: { readonly of: LatencyKind; readonly share: number };
  /** What stands above it in a table; else its name. */
  head?: string;
  /** Digits behind the point in a table; else three significant digits. */
  decimals?: number;
  /** What stands at an axis that shows it; else its name in words. */
  label?: string;
  /** Whether the label says all, so that the axis needs no unit. */
  labelHasUnit?: true;
  /** What it is called in a sentence; else its label. */
  prose?: string;
  /** Whether summary.csv has it, in this order or behind another figure. */
  summary?: true | { after: string };
  /**
   * Whether arms and runs are compared by it: always; always, but without
   * --precision waiting for it; where the experiment's table has it; or where
   * somebody asks for it.
   */
  compared?: "always" | "beside" | "told" | "asked";
}

/** A measured cell, as the getters of figures see it. */
export interface Measured {
  params: Params;
  measurement: Measurement;
  /** Reads of all workers. */
  ios: number;
  windowSeconds: number;
}

/** A figure of every measured cell. */
export interface MeasuredFigure extends Description {
  /** Nothing where the machine does not tell. */
  value: (measured: Measured) => number | null | undefined;
}

/** The sum over the workers; undefined where one of them does not tell. */
export function sum(
  { measurement }: Measured,
  of: (worker: WorkerCounts) => number | undefined,
): number | undefined {
  let result = 0;
  for (const worker of measurement.workers) {
    const value = of(worker);
    if (value === undefined) return undefined;
    result += value;
  }
  return result;
}

/** A count per read; undefined where there is none of either. */
export function perRead(
  { ios }: Pick<Measured, "ios">,
  count: number | null | undefined,
): number | undefined {
  return count == null || ios === 0 ? undefined : count / ios;
}
