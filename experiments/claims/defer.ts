/** DEFER_TASKRUN: what it delivers at a time, whom it wakes and when. */

import type {
  Claim,
  ClaimCell,
  ClaimPart,
  Explanation,
} from "../../lib/model/claim.ts";
import { exactly, partsFor, throughput } from "./cells.ts";
import { DEFER_CAP, LAZY_WAKE, SETUP_MANUAL } from "../published/sources.ts";

/** A thread that computes between two looks, with a hundred reads in flight. */
const COMPUTING = {
  wait: "compute",
  thinktime: 5000,
  iodepth: 100,
  submitGetevents: false,
  // The look itself is the only call that delivers.
  thinkGetevents: true,
  iodepthBatchCompleteMax: 128,
} as const satisfies ClaimCell;

/** How many completions such a thread finds at a look. */
function perLook(mode: "default" | "coop" | "defer"): ClaimPart["measure"] {
  return {
    kind: "level",
    figure: "cqes_per_reap",
    of: { ...COMPUTING, mode },
  };
}

/** Why there may be less to deliver. */
const SLOW_DISK: Explanation = {
  because: "the disk does not complete 100 reads in 5 ms",
  where: "coop, the same load: completions per look",
  measure: perLook("coop"),
  at: { high: 90 },
};

export const DEFER_CLAIMS: readonly Claim[] = [
  {
    name: "defer-cap",
    sentence:
      "From Linux 6.13 on one run of a DEFER_TASKRUN ring delivers 20 " +
      "completions at most.",
    sources: [DEFER_CAP],
    published: "IO_LOCAL_TW_DEFAULT_MAX is 20",
    needs: [{ kind: "linux", since: "6.13" }],
    parts: [
      {
        where: "defer, iodepth 100, computes 5 ms",
        atAnySpeed: true,
        measure: perLook("defer"),
        published: exactly(20),
        margin: 1,
      },
      {
        where: "default, the same load",
        measure: perLook("default"),
        published: exactly(100),
        margin: 10,
      },
    ],
    explanations: [SLOW_DISK],
  },
  {
    name: "defer-no-cap",
    sentence: "Before Linux 6.13 a run of a DEFER_TASKRUN ring delivers all " +
      "there is.",
    sources: [DEFER_CAP],
    published: "no limit",
    needs: [{ kind: "linux", before: "6.13" }],
    parts: [{
      where: "defer, iodepth 100, computes 5 ms",
      atAnySpeed: true,
      measure: perLook("defer"),
      published: exactly(100),
      margin: 10,
    }],
    explanations: [SLOW_DISK],
  },
  {
    name: "lazy-wake",
    sentence: "A DEFER_TASKRUN thread that waits for 16 completions is woken " +
      "once for all of them.",
    sources: [LAZY_WAKE],
    published: "one wake-up for N: 0.0625 per read",
    parts: [{
      where: "defer, iodepth 16, waits for 16",
      atAnySpeed: true,
      measure: {
        kind: "level",
        figure: "wakeups_per_io",
        of: {
          mode: "defer",
          iodepth: 16,
          iodepthBatch: 16,
          iodepthBatchCompleteMin: 16,
        },
      },
      published: { high: 0.0625 },
      margin: 0.02,
    }],
  },
  {
    name: "defer-eventfd",
    sentence: "DEFER_TASKRUN signals the eventfd before there is a CQE.",
    sources: [SETUP_MANUAL],
    published: "completions are posted when the application waits",
    parts: [{
      where: "wake-ups of the reader for nothing, per read",
      atAnySpeed: true,
      measure: {
        kind: "share",
        figure: "eventfd_empty",
        per: "ios",
        of: {
          mode: "defer",
          wait: "eventfd",
          thinktime: 1000,
          thinkGetevents: true,
        },
      },
      published: { low: 1 },
      margin: 0.2,
    }],
  },
  {
    name: "defer-default",
    sentence: "io_uring_setup_flags calls DEFER_TASKRUN the default to take: " +
      "it is not slower than the default mode at any depth.",
    sources: [SETUP_MANUAL],
    published: "should be considered the default mode",
    parts: partsFor([1, 16, 64], (iodepth) => ({
      where: `defer against default, iodepth ${iodepth}`,
      measure: throughput({ workers: 16, iodepth }, {
        workers: 16,
        iodepth,
        mode: "defer",
      }),
      published: { low: 1 },
      margin: 0.03,
    })),
  },
];
