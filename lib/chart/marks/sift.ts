/** A point that the axes have a place for; low and high are finite if given. */
export interface DrawablePoint extends Point {
  readonly y: number;
}

/** A series taken apart into what is drawn how. */
export interface SiftedSeries {
  readonly series: Series;
  /** Points in order of x; only those of one run are joined by a line. */
  readonly runs: readonly (readonly DrawablePoint[])[];
  /** All points that are drawn, in order of x. */
  readonly drawn: readonly DrawablePoint[];
  /** The x of points without a value. */
  readonly missing: readonly number[];
  /** The x of points whose value has no place on a log axis. */
  readonly offScale: readonly number[];
}

/**
 * Takes each series apart; one without a point at an x of `xs` has a gap there.
 * `hasPlace` tells whether the axes can show a point.
 */
export function sift(
  series: readonly Series[],
  xs: readonly number[],
  hasPlace: (x: number, y: number) => boolean,
): SiftedSeries[] {
  return series.map((one) => siftSeries(one, xs, hasPlace));
}

function siftSeries(
  series: Series,
  xs: readonly number[],
  hasPlace: (x: number, y: number) => boolean,
): SiftedSeries {
  const runs: DrawablePoint[][] = [];
  const drawn: DrawablePoint[] = [];
  const missing: number[] = [];
  const offScale: number[] = [];
  let run: DrawablePoint[] | undefined;
  for (const point of withMissing(series.points, xs)) {
    const present = presentPoint(point);
    if (!present) missing.push(point.x);
    else if (!hasPlace(present.x, present.y)) offScale.push(point.x);
    else {
      drawn.push(present);
      if (!run) runs.push(run = []);
      run.push(present);
      continue;
    }
    run = undefined;
  }
  return { series, runs, drawn, missing, offScale };
}

function withMissing(points: readonly Point[], xs: readonly number[]): Point[] {
  const present = new Set(points.map(({ x }) => x));
  const missing = xs.filter((x) => !present.has(x)).map((x) => ({
    x,
    y: null,
  }));
  return [...points, ...missing].sort((a, b) => a.x - b.x);
}

function presentPoint(point: Point): DrawablePoint | undefined {
  const y = finite(point.y);
  if (y === undefined) return undefined;
  return { ...point, y, low: finite(point.low), high: finite(point.high) };
}

function finite(value: number | null | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : undefined;
}
import type { Point, Series } from "./series.ts";
