import type { Claim } from "../../lib/model/claim.ts";
import { COOP_CLAIMS } from "./coop.ts";
import { NOP_CLAIMS } from "./nops.ts";
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
  ...NOP_CLAIMS,
  ...SOCKET_CLAIMS,
];

/** By experiment, the claims whose figures are said beside what it measures. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  cost: ["nop-batches", "enter-cost", "nop-cycles", "nop-io-wq-hop"],
  delivery: ["poll-latency-peek", "poll-latency-wait"],
  echo: ["echo-many-connections", "multishot-gain", "defer-many-connections"],
};

/** What is published of cells that an experiment has too. */
export function claimsBeside(experiment: string): Claim[] {
  return CLAIMS.filter(({ name }) => BESIDE[experiment]?.includes(name));
}
