import type { SiftedSeries } from "../marks/sift.ts";

/** A series' name in a legend, with the reason where none of its parts is drawn. */
export function legendName(
  name: string,
  parts: readonly SiftedSeries[],
): string {
  if (parts.some(({ drawn }) => drawn.length > 0)) return name;
  // A log axis has no place for 0, but nothing is not the same as unknown.
  const allZero = parts.some(({ offScale }) => offScale.length > 0) &&
    parts.flatMap(({ series }) => series.points).every(({ y }) => y === 0);
  return `${name} (${allZero ? "all 0" : "no data"})`;
}
