/**
 * Where something could be put, and how many square px of obstacles it covers.
 */
export interface Candidate {
  readonly rect: Rect;
  readonly covered: number;
}

/**
 * Finds the candidate that covers the least of the obstacles; of several that
 * cover as little, the first. Without candidates there is none.
 */
export function leastCovered(
  candidates: readonly Rect[],
  obstacles: readonly Rect[],
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const rect of candidates) {
    let covered = 0;
    for (const other of obstacles) covered += commonArea(rect, other);
    if (!best || covered < best.covered) best = { rect, covered };
    if (covered === 0) break;
  }
  return best;
}

function commonArea(a: Rect, b: Rect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}
import type { Rect } from "./rect.ts";
