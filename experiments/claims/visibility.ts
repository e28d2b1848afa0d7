/** When completions are seen, by who looks, waits or computes. */

import type { Claim, ClaimPart } from "../../lib/model/claim.ts";
import { exactly } from "./cells.ts";
import { COOP_COMMIT, EXP_11 } from "../published/sources.ts";

/** What a mode makes of the latency of a thread that only looks into the CQ. */
function peeking(mode: "coop" | "coop_flag"): ClaimPart["measure"] {
  return {
    kind: "ratio",
    figure: "lat_p50_us",
    from: { wait: "peek" },
    to: { wait: "peek", mode },
  };
}

export const VISIBILITY_CLAIMS: readonly Claim[] = [
  {
    name: "coop-delay-tick",
    sentence: "A thread that computes delays its completions with " +
      "COOP_TASKRUN by one tick at most.",
    sources: [EXP_11],
    published: "3994 us at most, 3666 us in 90 %, with ticks of 4000 us",
    parts: [{
      where: "90th percentile, another thread waits",
      measure: {
        kind: "level",
        figure: "lat_p90_us",
        of: { mode: "coop", wait: "second_thread", thinktime: 100 },
        in: "ticks",
      },
      published: { low: 0.917, high: 0.9985 },
      margin: 0.1,
    }],
    otherwise: "a core without a tick (nohz_full), or a thread that enters " +
      "the kernel for another reason",
  },
  {
    name: "coop-peek",
    sentence: "COOP_TASKRUN is not for programs that only look into the CQ: " +
      "they see completions later.",
    sources: [COOP_COMMIT],
    published: "for those who don't rely on io_uring_peek_cqe()",
    parts: [{
      where: "coop against default, peek, iodepth 1",
      measure: peeking("coop"),
      published: { low: 2 },
      margin: 0,
    }],
  },
  {
    name: "taskrun-flag",
    sentence: "With TASKRUN_FLAG such programs see them as early as without " +
      "COOP_TASKRUN.",
    sources: [COOP_COMMIT],
    published: "IORING_SETUP_TASKRUN_FLAG is for them",
    parts: [{
      where: "coop_flag against default, peek, iodepth 1",
      measure: peeking("coop_flag"),
      published: exactly(1),
      margin: 0.2,
    }],
  },
];
