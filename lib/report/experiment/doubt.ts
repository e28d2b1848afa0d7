import type { Doubt } from "../../chart/common/doubt.ts";

/**
 * From this share of runs that are not valid on a point is in doubt. With fewer
 * the median of all runs is within the middle third of the valid ones, however
 * far off the others are.
 */
const DOUBTFUL = 1 / 4;

/**
 * The doubt about a point that is made of so many runs, or pairs of runs, of
 * which some are not valid; undefined where these are too few to matter.
 */
export function doubtOf(
  invalid: number,
  all: number,
  what: "runs" | "pairs of runs" = "runs",
): Doubt | undefined {
  if (invalid === 0 || invalid < all * DOUBTFUL) return undefined;
  return {
    // Of a single run there is nothing to count.
    hover: (all === 1 ? "" : `in ${invalid} of ${all} ${what} `) +
      "premises did not hold",
    caption:
      `Hollow: premises did not hold in a quarter or more of its ${what}.`,
  };
}
