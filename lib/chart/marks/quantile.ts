import type { DrawablePoint } from "./sift.ts";

/** Which way a distribution is drawn. */
export type StepKind = "cumulative" | "tail";

/** The x at which a distribution reaches a share: the smallest, or a tail's largest. */
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
