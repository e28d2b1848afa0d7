import { dodge } from "./dodge.ts";
import type { LineChartSpec } from "./line_chart_spec.ts";
import { MARKER_RADIUS } from "./marker.ts";
import type { Rect } from "./page.ts";
import {
  isDrawable,
  type Position,
  type ValueScale,
  xScale,
  yScale,
} from "./scale.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";

/** Where everything of a chart goes: functions to px. */
export interface Placement {
  readonly x: Position;
  readonly y: Position;
  /** Where a point is set so as not to hide others; its line stays at `x`. */
  readonly dodgedX: (point: DrawablePoint) => number;
  /** Right of every point that shares an x with this one. */
  readonly clearX: (point: DrawablePoint) => number;
}

/** Steps to the right for each point that would hide or be hidden. */
export type DodgeSteps = ReadonlyMap<DrawablePoint, number>;

/** The y scale for all values and whiskers of a chart; range is bottom, top. */
export function valueScale(
  spec: LineChartSpec,
  sifted: readonly SiftedSeries[],
  range: readonly [number, number],
): ValueScale {
  const values = sifted.flatMap(({ drawn }) => drawn)
    .flatMap(({ y, low = y, high = y }) => [low, y, high])
    .filter((value) => isDrawable(value, spec.y.scale));
  return yScale(spec.y.scale, values, range);
}

/** Finds the points that would hide each other in a plot at least so high, in px. */
export function dodgeSteps(
  spec: LineChartSpec,
  sifted: readonly SiftedSeries[],
  height: number,
): DodgeSteps {
  const { position } = valueScale(spec, sifted, [height, 0]);
  const points = sifted.flatMap(({ drawn }) => drawn);
  const steps = dodge(points.map((point) => {
    const { y, low = y, high = y } = point;
    const ends = [low, high].map(position)
      .map((end) => Number.isFinite(end) ? end : height);
    const middle = position(y);
    return {
      x: point.x,
      top: Math.min(middle - HIDING_RADIUS, ...ends),
      bottom: Math.max(middle + HIDING_RADIUS, ...ends),
    };
  }));
  return new Map(points.map((point, index) => [point, steps[index] ?? 0]));
}

/** Places points in a plot, dodged by steps that depend on the room between them. */
export function place(
  spec: LineChartSpec,
  sifted: readonly SiftedSeries[],
  steps: DodgeSteps,
  plot: Rect,
  y: Position,
): Placement {
  const points = sifted.flatMap(({ drawn }) => drawn);
  const values = [...spec.x.values, ...points.map(({ x }) => x)]
    .filter((value) => isDrawable(value, spec.x.scale));
  const range = [plot.left + PADDING, plot.right - PADDING] as const;
  const x = xScale(spec.x.scale, values, range);
  const step = Math.min(MAX_STEP, STEP_OF_GAP * smallestGap(values.map(x)));
  const dodgedX = (point: DrawablePoint) =>
    x(point.x) + (steps.get(point) ?? 0) * step;
  const clearX = (point: DrawablePoint) =>
    Math.max(
      ...points.filter((other) => other.x === point.x).map(dodgedX),
    ) + MARKER_RADIUS + 3;
  return { x, y, dodgedX, clearX };
}

// Markers that overlap by less than their rims still show which is which.
const HIDING_RADIUS = MARKER_RADIUS - 1;
// Space for half of a group of dodged points beside the outermost x.
const PADDING = 22;
// A step is a marker's width, and less where the next x is near.
const MAX_STEP = 9;
const STEP_OF_GAP = 0.1;

function smallestGap(positions: readonly number[]): number {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? at));
  return Math.min(Infinity, ...gaps);
}
