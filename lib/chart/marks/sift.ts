/** A point that the axes have a place for; low and high are finite if given. */
export interface DrawablePoint extends Point {
  readonly y: number;
  /** Whether its whisker goes on down to where the axis has no place. */
  readonly cut: boolean;
}

/**
 * What of a series is drawn, what is missing, and what the axes have no place
 * for.
 */
export interface SiftedSeries {
  readonly series: Series;
  /**
   * Points in order of x; a line joins those of one stretch, which has no gap.
   */
  readonly stretches: readonly (readonly DrawablePoint[])[];
  /** All points that are drawn, in order of x. */
  readonly drawn: readonly DrawablePoint[];
  /** The x of points without a value. */
  readonly missing: readonly number[];
  /** The x of points whose value has no place on a log axis. */
  readonly offScale: readonly number[];
}

/**
 * Sorts the points of each series by what becomes of them. A series that has no
 * point at one of the values `xs` has a gap there. `hasPlace` says whether the
 * axes can show a point.
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
  const stretches: DrawablePoint[][] = [];
  const drawn: DrawablePoint[] = [];
  const missing: number[] = [];
  const offScale: number[] = [];
  let stretch: DrawablePoint[] | undefined;
  for (const point of withMissing(series.points, xs)) {
    const present = presentPoint(point);
    if (!present) missing.push(point.x);
    else if (!hasPlace(present.x, present.y)) offScale.push(point.x);
    else {
      const { x, low } = present;
      const cut = low !== undefined && !hasPlace(x, low);
      const point = { ...present, cut };
      drawn.push(point);
      if (!stretch) stretches.push(stretch = []);
      stretch.push(point);
      continue;
    }
    stretch = undefined;
  }
  return { series, stretches, drawn, missing, offScale };
}

function withMissing(points: readonly Point[], xs: readonly number[]): Point[] {
  const present = new Set(points.map(({ x }) => x));
  const missing = xs.filter((x) => !present.has(x)).map((x) => ({
    x,
    y: null,
  }));
  return [...points, ...missing].sort((a, b) => a.x - b.x);
}

function presentPoint(point: Point): Omit<DrawablePoint, "cut"> | undefined {
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
