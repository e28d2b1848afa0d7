import type { Doubt } from "../../lib/chart/common/doubt.ts";

/** A doubt as charts of measurements have it. */
export const DOUBT: Doubt = {
  hover: "premises did not hold",
  caption: "Hollow: premises did not hold in some of its runs.",
};
