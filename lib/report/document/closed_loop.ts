/** What a report says of the load, and what that means for its figures. */

import { completesInSubmission } from "../../model/parameters/loads.ts";
import type { Params } from "../../model/parameters/params.ts";

const LOOP =
  "The load is a closed loop: a worker submits another read when one has " +
  "completed, so that iodepth reads are in flight and no more";

/** What a stall does, which is in the tail so often. */
function stall(often: string): string {
  return "While the disk or the machine stalls nothing new arrives, so that a " +
    `stall is in the tail ${often}: the tails tell arms apart, but are shorter ` +
    "than those of requests that come at times of their own (coordinated " +
    "omission is not corrected). A percentile is that of the reads of all runs " +
    "of a cell together, of 10 / (1 - p) or more, or it is left empty.";
}

/** Little's law, of reads that are in flight by themselves. */
const TWICE =
  "IOPS and mean latency are therefore one figure told twice (Little's law)";

/** Of those that never are. */
const IN_SUBMISSION =
  "completes while it is submitted, and is never in flight by itself: its " +
  "latency is the time from its preparation until the worker sees it. The " +
  "product of IOPS and mean latency is below iodepth by the time that a round " +
  "takes for all else, 5 to 50 % as far as was seen, and they are two figures";

const LOOP_OF_BOTH =
  "The load is a closed loop: a worker submits another read when one has " +
  "completed, iodepth of them at most";

/**
 * What the load of these cells is, and what follows from it for IOPS, latency
 * and its tail; of reads, which another load's words may take the place of.
 */
export function closedLoop(
  cells: readonly Pick<Params, "load" | "forceAsync">[],
): string {
  const count = cells.filter(completesInSubmission).length;
  const often = count === 0
    ? "once for each read in flight"
    : "at most iodepth times";
  const law = count === 0
    ? `${LOOP}. ${TWICE}`
    : count === cells.length
    ? `${LOOP_OF_BOTH}. A no-op ${IN_SUBMISSION}`
    : `${LOOP_OF_BOTH}. ${TWICE}, but for no-ops without IOSQE_ASYNC: such a ` +
      `one ${IN_SUBMISSION}`;
  return `${law}. ${stall(often)}`;
}
