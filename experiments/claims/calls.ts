/** The calls that submit and wait: batches, registration, and iowait. */

import type { Claim, ClaimCell } from "../../lib/model/claim.ts";
import { BATCHES, exactly, throughput } from "./cells.ts";
import { EXP_16, IOWAIT_MAILS, VLDB_2026 } from "../published/sources.ts";

/** The same loop, by DEFER_TASKRUN and with a read in each call. */
const SINGLE = {
  ...BATCHES,
  iodepthBatch: 1,
  iodepthBatchCompleteMin: 1,
  mode: "defer",
} as const satisfies ClaimCell;

/** What a registered file makes of throughput. */
function registered(iodepth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${iodepth}`,
    measure: throughput({ iodepth }, { iodepth, registerfiles: true }),
    published: exactly(ratio),
    margin: 0.02,
  };
}

export const CALL_CLAIMS: readonly Claim[] = [
  {
    name: "batches-coop",
    sentence: "In batches of 32 COOP_TASKRUN gains nothing.",
    sources: [VLDB_2026],
    published: "300,400 against 300,300 transactions a second: 1.000",
    parts: [{
      where: "iodepth 128 in batches of 32",
      measure: throughput(BATCHES, { ...BATCHES, mode: "coop" }),
      published: exactly(1),
      margin: 0.03,
    }],
  },
  {
    name: "batches-defer",
    sentence: "In batches of 32 DEFER_TASKRUN gains nothing.",
    sources: [VLDB_2026],
    published: "300,300 against 300,300 transactions a second: 1.000",
    parts: [{
      where: "iodepth 128 in batches of 32",
      measure: throughput(BATCHES, { ...BATCHES, mode: "defer" }),
      published: exactly(1),
      margin: 0.03,
    }],
  },
  {
    name: "batches-gain",
    sentence: "Submitting in batches gains 18 %.",
    sources: [VLDB_2026],
    published: "217,000 against 184,000 transactions a second: 1.18",
    parts: [{
      where: "iodepth 128, batches of 32 against single reads",
      measure: throughput(SINGLE, { ...BATCHES, mode: "defer" }),
      published: exactly(1.18),
      margin: 0.08,
    }],
    explanations: [{
      because: "the disk is the limit, not the CPU, so that fewer system " +
        "calls gain nothing",
      where: "iodepth 128, single reads: how much of its CPU is idle",
      measure: { kind: "level", figure: "cpu_idle", of: SINGLE },
      at: { low: 0.1 },
    }],
    otherwise: "the dearer a system call, the more batches gain",
  },
  {
    name: "registered-buffers",
    sentence: "Registered buffers gain 23 % on NVMe.",
    sources: [VLDB_2026],
    published: "536,000 against 434,000 IOPS: 1.235",
    parts: [{
      where: "defer, iodepth 128 in batches of 32",
      measure: throughput({ ...BATCHES, mode: "defer", fixedbufs: false }, {
        ...BATCHES,
        mode: "defer",
      }),
      published: exactly(1.235),
      margin: 0.06,
    }],
    explanations: [{
      because: "the disk is the limit, not the CPU: how much of it is idle",
      where: "defer, batches of 32, no registered buffers",
      measure: {
        kind: "level",
        figure: "cpu_idle",
        of: { ...BATCHES, mode: "defer", fixedbufs: false },
      },
      at: { low: 0.1 },
    }, {
      because:
        "a read costs so much more here that pinning a page is a small " +
        "part of it (8,495 cycles in the paper, 2.3 us)",
      where: "defer, batches of 32, no registered buffers",
      measure: {
        kind: "level",
        figure: "cpu_per_io_us",
        of: { ...BATCHES, mode: "defer", fixedbufs: false },
      },
      at: { low: 4 },
    }],
  },
  {
    name: "registered-files",
    sentence: "A registered file gains 1 to 3 % on a raw device.",
    sources: [EXP_16],
    published: "1.006 at iodepth 1, 1.026 at 64",
    parts: [
      registered(1, 1.006),
      registered(64, 1.026),
    ],
  },
  {
    name: "iowait",
    sentence: "Waiting without iowait costs about 20 % at iodepth 1.",
    sources: [IOWAIT_MAILS],
    published: "around 20 %",
    needs: [{ kind: "linux", since: "6.15" }],
    parts: [{
      where: "without iowait against with, iodepth 1",
      measure: throughput({}, { iowait: false }),
      published: exactly(0.8),
      margin: 0.1,
    }],
    otherwise: "a guest, or a machine whose idle CPUs poll or whose clock " +
      "does not change: iowait then decides nothing",
  },
];
