import type { Claim } from "../../lib/model/claim.ts";
import { COOP_CLAIMS } from "./coop.ts";
import { OTHER_CLAIMS } from "./others.ts";
import { PLACE_CLAIMS } from "./places.ts";
import { POLLING_CLAIMS } from "./polling.ts";
import { QUESTIONS } from "./questions.ts";
import { SERIES_CLAIMS } from "./series.ts";
import { SOCKET_CLAIMS } from "./sockets.ts";

/** Every claim, in the order of `uringlab claims --list`. */
export const CLAIMS: readonly Claim[] = [
  ...COOP_CLAIMS,
  ...QUESTIONS,
  ...SERIES_CLAIMS,
  ...PLACE_CLAIMS,
  ...POLLING_CLAIMS,
  ...OTHER_CLAIMS,
  ...SOCKET_CLAIMS,
];
