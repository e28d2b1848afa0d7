import {
  isDrawable,
  roundScale,
  type ValueScale,
  type YScale,
} from "../axes/scale.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * Makes the y scale that has room for all values and whiskers. `range` is the
 * bottom and the top in px; `room` is the most ticks there may be, if fewer
 * than usual.
 */
export function valueScale(
  scale: YScale,
  sifted: readonly SiftedSeries[],
  range: readonly [number, number],
  room?: number,
): ValueScale {
  const values = sifted.flatMap(({ drawn }) => drawn)
    .flatMap(({ y, low = y, high = y }) => [low, y, high])
    .filter((value) => isDrawable(value, scale));
  return roundScale(scale, values, range, room);
}
