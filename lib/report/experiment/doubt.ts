import type { Doubt } from "../../chart/common/doubt.ts";

/** The doubt about figures of runs whose premises did not all hold. */
export const BROKEN_PREMISES: Doubt = {
  hover: "premises did not hold",
  caption: "Hollow: premises did not hold in some of its runs.",
};
