import type { Position } from "../axes/scale.ts";
import { dodge } from "./dodge.ts";
import { MARKER_RADIUS } from "./marker.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";

/** Functions that say at which px the points of a plot are drawn. */
export interface Placement {
  readonly x: Position;
  readonly y: Position;
  /**
   * Where a point is drawn so that it hides no other; its line stays at `x`.
   */
  readonly dodgedX: (point: DrawablePoint) => number;
  /** An x to the right of all points that have the same x as this one. */
  readonly clearX: (point: DrawablePoint) => number;
}

/**
 * By how many steps each point is moved to the right; 0 for one that hides
 * nothing.
 */
export type DodgeSteps = ReadonlyMap<DrawablePoint, number>;

/**
 * The space in px that is kept free beside the outermost x for points moved
 * aside.
 */
export const DODGE_ROOM = 22;

/**
 * Finds which points would hide each other, and the steps that move them apart.
 * `position` is the y scale of a plot that is `height` px high, the least
 * height that the plot may get; its range is from `height` to 0.
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
 * Makes the placement of some series out of the two scales of a plot and the
 * steps by which points are dodged. A step is a marker's width, or less where
 * `crowd` points side by side would reach the next of `xs`, the values at which
 * points may stand. `scale` is the size of markers in this plot; 1 is the usual
 * one.
 */
export function placement(
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

// Two markers that overlap by no more than their rims can still be told apart.
const HIDING_RADIUS = MARKER_RADIUS - 1;
// In px: the width of a marker.
const MAX_STEP = 9;
const SHARE_OF_GAP = 0.8;

function smallestGap(positions: readonly number[]): number {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? at));
  return Math.min(Infinity, ...gaps);
}
