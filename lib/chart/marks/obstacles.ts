import type { Rect } from "../common/rect.ts";
import { MARKER_RADIUS } from "./marker.ts";
import type { Placement } from "./placement.ts";
import type { SiftedSeries } from "./sift.ts";

/** What the points and whiskers of a series cover; in px. */
export function pointObstacles(
  { drawn }: SiftedSeries,
  { y, dodgedX }: Placement,
  floor: number,
): Rect[] {
  return drawn.map((point) => {
    const x = dodgedX(point);
    const ends = [point.low ?? point.y, point.high ?? point.y].map(y)
      .map((end) => Number.isFinite(end) ? end : floor);
    const middle = y(point.y);
    return {
      left: x - RADIUS,
      right: x + RADIUS,
      top: Math.min(middle - RADIUS, ...ends),
      bottom: Math.max(middle + RADIUS, ...ends),
    };
  });
}

/** What a line through points covers, as boxes around pieces of it; in px. */
export function lineObstacles(
  points: readonly { readonly x: number; readonly y: number }[],
): Rect[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index] ?? to;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    // A level or an upright line is a thin box itself; a slanted one is covered
    // by small boxes.
    const level = dx === 0 || dy === 0;
    const count = level ? 1 : Math.ceil(Math.hypot(dx, dy) / PIECE);
    return Array.from({ length: count }, (_, piece) => {
      const [a, b] = [piece / count, (piece + 1) / count];
      const xs = [from.x + a * dx, from.x + b * dx];
      const ys = [from.y + a * dy, from.y + b * dy];
      return {
        left: Math.min(...xs) - 1,
        right: Math.max(...xs) + 1,
        top: Math.min(...ys) - 1,
        bottom: Math.max(...ys) + 1,
      };
    });
  });
}

const RADIUS = MARKER_RADIUS + 1;
const PIECE = 4;
