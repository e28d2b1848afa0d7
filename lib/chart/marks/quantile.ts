import type { DrawablePoint } from "./sift.ts";

/**
 * What a distribution shows: the share of what is at most x, or of what is at
 * least x.
 */
export type StepKind = "cumulative" | "tail";

/**
 * The smallest x at which a distribution reaches a share; for a tail the
 * largest x.
 */
export function quantile(
  points: readonly DrawablePoint[],
  share: number,
  step: StepKind,
): number | undefined {
  return step === "tail"
    ? points.findLast(({ y }) => y >= share && share >= (points.at(-1)?.y ?? 1))
      ?.x
    : points.find(({ y }) => y >= share)?.x;
}
