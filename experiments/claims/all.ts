import type { Claim } from "../../lib/model/claim.ts";
import { CALL_CLAIMS } from "./calls.ts";
import { COOP_CLAIMS } from "./coop.ts";
import { DEFER_CLAIMS } from "./defer.ts";
import { ECHO_CLAIMS } from "./echoes.ts";
import { KICK_CLAIMS } from "./kicks.ts";
import { NOP_CLAIMS } from "./nops.ts";
import { PLACE_CLAIMS } from "./places.ts";
import { POLL_LATENCY_CLAIMS } from "./poll_latency.ts";
import { POLLING_CLAIMS } from "./polling.ts";
import { QUESTIONS } from "./questions.ts";
import { SERIES_CLAIMS } from "./series.ts";
import { SOCKET_CLAIMS } from "./sockets.ts";
import { VISIBILITY_CLAIMS } from "./visibility.ts";

/** Every claim, in the order of `uringlab claims --list`. */
export const CLAIMS: readonly Claim[] = [
  ...COOP_CLAIMS,
  ...KICK_CLAIMS,
  ...VISIBILITY_CLAIMS,
  ...QUESTIONS,
  ...SERIES_CLAIMS,
  ...PLACE_CLAIMS,
  ...POLLING_CLAIMS,
  ...CALL_CLAIMS,
  ...DEFER_CLAIMS,
  ...NOP_CLAIMS,
  ...ECHO_CLAIMS,
  ...POLL_LATENCY_CLAIMS,
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
