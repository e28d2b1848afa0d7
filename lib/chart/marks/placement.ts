import type { Position } from "../axes/scale.ts";
import { dodge } from "./dodge.ts";
import { MARKER_RADIUS } from "./marker.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";

/** Where everything of a plot goes: functions to px. */
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

/** Space in px for half of a group of dodged points beside the outermost x. */
export const DODGE_ROOM = 22;

/**
 * Finds the points that would hide each other in a plot at least so high, in px,
 * whose y scale has the range height, 0.
 */
export function dodgeSteps(
  sifted: readonly SiftedSeries[],
  position: Position,
  height: number,
): DodgeSteps {
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

/**
 * Places points by the scales of a plot, dodged by steps that depend on the room
 * between `xs`, the values at which points may stand: it is enough for `crowd`
 * points side by side. `scale` is that of the markers.
 */
export function place(
  sifted: readonly SiftedSeries[],
  steps: DodgeSteps,
  xs: readonly number[],
  x: Position,
  y: Position,
  { crowd, scale }: { readonly crowd: number; readonly scale: number } = {
    crowd: 8,
    scale: 1,
  },
): Placement {
  const points = sifted.flatMap(({ drawn }) => drawn);
  const step = Math.min(
    MAX_STEP * scale,
    SHARE_OF_GAP * smallestGap(xs.map(x)) / crowd,
  );
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
// A step is a marker's width, and less where the next x is near.
const MAX_STEP = 9;
const SHARE_OF_GAP = 0.8;

function smallestGap(positions: readonly number[]): number {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? at));
  return Math.min(Infinity, ...gaps);
}
