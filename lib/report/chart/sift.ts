import type { LineChartSpec, Point, Series } from "./line_chart_spec.ts";
import { isDrawable } from "./scale.ts";

/** A point that the axes have a place for; low and high are finite if given. */
export interface DrawablePoint extends Point {
  readonly y: number;
}

/** A series taken apart into what is drawn how. */
export interface SiftedSeries {
  readonly series: Series;
  /** Valid points, in order of x; only those of one run are joined by a line. */
  readonly runs: readonly (readonly DrawablePoint[])[];
  readonly invalid: readonly DrawablePoint[];
  /** All points that are drawn, in order of x. */
  readonly drawn: readonly DrawablePoint[];
  /** The x of points without a value. */
  readonly missing: readonly number[];
  /** The x of points whose value has no place on a log axis. */
  readonly offScale: readonly number[];
}

/** Takes each series apart. */
export function sift(spec: LineChartSpec): SiftedSeries[] {
  return spec.series.map((series) => siftSeries(series, spec));
}

function siftSeries(series: Series, { x, y }: LineChartSpec): SiftedSeries {
  const runs: DrawablePoint[][] = [];
  const drawn: DrawablePoint[] = [];
  const missing: number[] = [];
  const offScale: number[] = [];
  let run: DrawablePoint[] | undefined;
  for (const point of withMissing(series.points, x.values)) {
    const present = presentPoint(point);
    if (!present) missing.push(point.x);
    else if (
      !isDrawable(present.x, x.scale) || !isDrawable(present.y, y.scale)
    ) {
      offScale.push(point.x);
    } else {
      drawn.push(present);
      if (!present.invalid) {
        if (!run) runs.push(run = []);
        run.push(present);
        continue;
      }
    }
    run = undefined;
  }
  const invalid = drawn.filter((point) => point.invalid);
  return { series, runs, invalid, drawn, missing, offScale };
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
