import type { SiftedSeries } from "../marks/sift.ts";

/**
 * A series' name in a legend, with the reason where none of its parts is drawn.
 */
export function legendName(
  name: string,
  parts: readonly SiftedSeries[],
): string {
  if (parts.some(({ drawn }) => drawn.length > 0)) return name;
  // A log axis shows no series of zeros, but its values are known: "no data"
  // would be wrong.
  const allZero = parts.some(({ offScale }) => offScale.length > 0) &&
    parts.flatMap(({ series }) => series.points).every(({ y }) => y === 0);
  return `${name} (${allZero ? "all 0" : "no data"})`;
}
