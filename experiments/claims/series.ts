/** What the later experiments of the series say: work, ticks and io-wq. */

import type { Claim, ClaimCell, ClaimPart } from "../../lib/model/claim.ts";
import {
  EXP_05,
  EXP_08,
  EXP_10,
  EXP_11,
  EXP_13,
  EXP_15,
  VLDB_2026,
} from "../published/sources.ts";
import {
  exactly,
  fewKicks,
  gainOfCoop,
  idleCpu,
  load,
  partsFor,
  throughput,
} from "./cells.ts";

/** Another thread waits for the reads of one that computes. */
const SEEN_BY_ANOTHER = {
  mode: "coop",
  wait: "second_thread",
  thinktime: 100,
  phase: "random",
} as const satisfies ClaimCell;

/** A thread that computes and touches memory as it does. */
const TOUCHING = {
  wait: "compute",
  thinktime: 100,
  thinkTouchEvery: 58,
} as const satisfies ClaimCell;

/** What IOSQE_ASYNC makes of one worker's throughput. */
function async(
  iodepth: number,
  ratio: number,
  rest: ClaimCell = {},
): ClaimPart {
  const cell = { iodepth, ...rest };
  return {
    where: `iodepth ${iodepth}, one worker`,
    measure: throughput(cell, { ...cell, forceAsync: true }),
    published: exactly(ratio),
    margin: 0.08,
  };
}

export const SERIES_CLAIMS: readonly Claim[] = [
  {
    name: "kicks-land-in-kernel",
    sentence: "93 % of kicks find their thread in the kernel, where they are " +
      "waste, if it does nothing but read.",
    sources: [EXP_08],
    published: "7.4 % of kicks interrupt user mode without work",
    parts: [{
      where: "iodepth 64, no work",
      measure: { kind: "level", figure: "kicks_user_share", of: load(64) },
      published: exactly(0.0735),
      margin: 0.05,
    }],
    explanations: [fewKicks(load(64))],
    otherwise: "the shorter its system calls, the more often is a thread " +
      "found outside of them",
  },
  {
    name: "kicks-land-in-work",
    sentence: "With 1,024 cycles of work after each read nearly all kicks " +
      "interrupt that work.",
    sources: [EXP_08],
    published: "99.8 % of kicks interrupt user mode",
    parts: [{
      where: "iodepth 64, 1,024 cycles",
      measure: {
        kind: "level",
        figure: "kicks_user_share",
        of: load(64, { thinkcycles: 1024 }),
      },
      published: { low: 0.998 },
      margin: 0.05,
    }],
    explanations: [{
      because: "system calls take longer than the work, so that threads are " +
        "found in them",
      where: "iodepth 64, 1,024 cycles: how much more CPU time is in the " +
        "kernel than in the program",
      measure: {
        kind: "share",
        figure: "cpu_system",
        per: "cpu_user",
        of: load(64, { thinkcycles: 1024 }),
      },
      at: { low: 1 },
    }, fewKicks(load(64, { thinkcycles: 1024 }))],
  },
  {
    name: "think-gain",
    sentence: "The more a thread works for each read, the less COOP_TASKRUN " +
      "gains: 15 % without work, 1 % with 4,096 cycles.",
    sources: [EXP_08],
    published: "1.147 without, 1.046 with 512 cycles, 1.009 with 4,096",
    parts: partsFor<readonly [thinkcycles: number, gain: number]>(
      [[0, 1.147], [512, 1.046], [4096, 1.009]],
      ([thinkcycles, gain]) => ({
        where: `iodepth 64, ${thinkcycles} cycles`,
        measure: gainOfCoop("iops", load(64, { thinkcycles })),
        published: exactly(gain),
        margin: 0.04,
      }),
    ),
    explanations: [0, 512, 4096].map((thinkcycles) => ({
      ...fewKicks(load(64, { thinkcycles })),
      where: `iodepth 64, ${thinkcycles} cycles`,
    })),
  },
  {
    name: "coop-delay-uniform",
    sentence: "What COOP_TASKRUN delays is uniform over a tick, if reads are " +
      "submitted at any phase of it.",
    sources: [EXP_11],
    published: "median 2119 us, 90th percentile 3666 us of ticks of 4000 us",
    parts: [
      {
        where: "median, random phase",
        measure: {
          kind: "level",
          figure: "lat_p50_us",
          of: SEEN_BY_ANOTHER,
          in: "ticks",
        },
        published: exactly(0.53),
        margin: 0.08,
      },
      {
        where: "90th percentile, random phase",
        measure: {
          kind: "level",
          figure: "lat_p90_us",
          of: SEEN_BY_ANOTHER,
          in: "ticks",
        },
        published: exactly(0.917),
        margin: 0.08,
      },
    ],
  },
  {
    name: "coop-gain-document-loop",
    sentence: "The loop of the document, which submits without GETEVENTS, " +
      "gains as much by COOP_TASKRUN as the document says.",
    sources: [EXP_05],
    published: "1.138 at iodepth 16",
    parts: [{
      where: "iodepth 16, the document's loop",
      measure: gainOfCoop("iops", load(16, { loop: "document" })),
      published: exactly(1.138),
      margin: 0.04,
    }],
    explanations: [
      fewKicks(load(16, { loop: "document" })),
      idleCpu(load(16, { loop: "document" })),
    ],
  },
  {
    name: "io-wq-hop",
    sentence: "A read that is handed to a thread of io-wq takes 7 us longer.",
    sources: [VLDB_2026],
    published: "7.3 us",
    parts: [{
      where: "iodepth 1",
      measure: {
        kind: "difference",
        figure: "lat_p50_us",
        from: {},
        to: { forceAsync: true },
      },
      published: exactly(7.3),
      margin: 3,
    }],
    otherwise:
      "on a machine whose threads wake up slowly, such as a guest, a " +
      "hop costs more",
  },
  {
    name: "io-wq-free",
    sentence: "A worker that may run on any CPU loses 28 % by IOSQE_ASYNC at " +
      "iodepth 1 and gains 40 % from 8 on.",
    sources: [EXP_13],
    published: "0.72 at iodepth 1, 1.39 at 8, 1.40 at 64",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [
      async(1, 0.722, { core: "any" }),
      async(8, 1.389, { core: "any" }),
      async(64, 1.401, { core: "any" }),
    ],
    explanations: [{
      because: "the disk is slower than one worker, whose submitting is no " +
        "bottleneck then: how much of its CPUs is idle",
      where: "iodepth 64, one worker, inline",
      measure: {
        kind: "level",
        figure: "cpu_idle",
        of: { iodepth: 64, core: "any" },
      },
      at: { low: 0.6 },
    }],
  },
  {
    name: "io-wq-beside-writer",
    sentence:
      "Beside a writer on the same file system IOSQE_ASYNC gains 24 % " +
      "at iodepth 64.",
    sources: [EXP_15],
    published: "265,929 against 214,890 IOPS: 1.238",
    parts: [async(64, 1.238, { core: "any", writer: true })],
    explanations: [{
      because: "the disk is slower than one worker, whose submitting is no " +
        "bottleneck then: how much of its CPUs is idle",
      where: "iodepth 64, one worker, inline, beside the writer",
      measure: {
        kind: "level",
        figure: "cpu_idle",
        of: { iodepth: 64, core: "any", writer: true },
      },
      at: { low: 0.6 },
    }],
  },
  {
    name: "io-wq-pinned",
    sentence: "On one CPU IOSQE_ASYNC costs 16 % of throughput at iodepth 1 " +
      "and 44 % from 4 on.",
    sources: [EXP_13],
    published: "0.84 at iodepth 1, 0.57 at 4, 0.56 at 64",
    parts: [async(1, 0.839), async(4, 0.57), async(64, 0.564)],
    explanations: [{
      because: "the disk is slower than one worker, which hides what a hop " +
        "costs: how much of its CPU the worker leaves idle",
      where: "iodepth 64, one worker, inline",
      measure: { kind: "level", figure: "cpu_idle", of: { iodepth: 64 } },
      at: { low: 0.2 },
    }],
    otherwise:
      "where threads of io-wq are not bound as their worker is, they " +
      "take other CPUs than its own (the column io_workers_bound tells)",
  },
  {
    name: "page-faults-throughput",
    sentence: "Page faults of memory that was not touched before are entries " +
      "into the kernel that cost no throughput, with a fault every 58 us.",
    sources: [EXP_10],
    published: "1,027,524 mode switches in 60 s against 8,620; 548,000 " +
      "against 547,000 IOPS",
    parts: [{
      where: "iodepth 1, default, a page every 58 us of work",
      measure: throughput({ ...TOUCHING, thinkTouch: "touched" }, {
        ...TOUCHING,
        thinkTouch: "fresh",
      }),
      published: { low: 0.998, high: 1.002 },
      margin: 0.03,
    }],
    otherwise:
      "the published loop has an SQ thread and IOPOLL, and many reads " +
      "in flight; this one waits for each read",
  },
];
