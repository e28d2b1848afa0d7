import type { Claim } from "../../lib/model/claim.ts";
import { COOP_CLAIMS } from "./coop.ts";
import { OTHER_CLAIMS } from "./others.ts";
import { SERIES_CLAIMS } from "./series.ts";

/** Every claim, in the order of `uringlab claims --list`. */
export const CLAIMS: readonly Claim[] = [
  ...COOP_CLAIMS,
  ...SERIES_CLAIMS,
  ...OTHER_CLAIMS,
];
