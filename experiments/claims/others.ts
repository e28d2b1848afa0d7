/** What is published of DEFER_TASKRUN, SQPOLL, batches and registration. */

import type { Claim, ClaimCell, Explanation } from "../../lib/model/claim.ts";
import { BATCHES, partsFor } from "./cells.ts";
import {
  DEFER_CAP,
  EXP_05,
  EXP_16,
  EXP_17,
  EXP_19,
  IOWAIT_MAILS,
  LAZY_WAKE,
  SETUP_MANUAL,
  VLDB_2026,
} from "../published/sources.ts";

/** The same a read at a time. */
const SINGLE = {
  ...BATCHES,
  iodepthBatch: 1,
  iodepthBatchCompleteMin: 1,
  mode: "defer",
} as const satisfies ClaimCell;

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

const SLOW_DISK: Explanation = {
  because: "the disk does not complete 100 reads in 5 ms",
  where: "coop, the same load: completions per look",
  measure: {
    kind: "level",
    figure: "cqes_per_reap",
    of: { ...COMPUTING, mode: "coop" },
  },
  at: { high: 90 },
};

const FOUR = {
  iodepth: 4,
  iodepthBatch: 4,
  iodepthBatchCompleteMin: 4,
} as const satisfies ClaimCell;

function sqpoll(
  figure: "lat_avg_us" | "cpu_per_io_us",
  iodepth: number,
): Claim["parts"][0]["measure"] {
  return {
    kind: "ratio",
    figure,
    from: { iodepth },
    to: { iodepth, mode: "sqpoll" },
  };
}

export const OTHER_CLAIMS: readonly Claim[] = [
  {
    name: "batches-coop",
    sentence: "In batches of 32 COOP_TASKRUN gains nothing.",
    sources: [VLDB_2026],
    published: "300,400 against 300,300 transactions a second: 1.000",
    parts: [{
      where: "iodepth 128 in batches of 32",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: BATCHES,
        to: { ...BATCHES, mode: "coop" },
      },
      published: { low: 1, high: 1 },
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
      measure: {
        kind: "ratio",
        figure: "iops",
        from: BATCHES,
        to: { ...BATCHES, mode: "defer" },
      },
      published: { low: 1, high: 1 },
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
      measure: {
        kind: "ratio",
        figure: "iops",
        from: SINGLE,
        to: { ...BATCHES, mode: "defer" },
      },
      published: { low: 1.18, high: 1.18 },
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
        measure: {
          kind: "level",
          figure: "cqes_per_reap",
          of: { ...COMPUTING, mode: "defer" },
        },
        published: { low: 20, high: 20 },
        margin: 1,
      },
      {
        where: "default, the same load",
        measure: {
          kind: "level",
          figure: "cqes_per_reap",
          of: { ...COMPUTING, mode: "default" },
        },
        published: { low: 100, high: 100 },
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
      measure: {
        kind: "level",
        figure: "cqes_per_reap",
        of: { ...COMPUTING, mode: "defer" },
      },
      published: { low: 100, high: 100 },
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
      measure: {
        kind: "ratio",
        figure: "iops",
        from: { workers: 16, iodepth },
        to: { workers: 16, iodepth, mode: "defer" },
      },
      published: { low: 1 },
      margin: 0.03,
    })),
  },
  {
    name: "iowait",
    sentence: "Waiting without iowait costs about 20 % at iodepth 1.",
    sources: [IOWAIT_MAILS],
    published: "around 20 %",
    needs: [{ kind: "linux", since: "6.15" }],
    parts: [{
      where: "without iowait against with, iodepth 1",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: {},
        to: { iowait: false },
      },
      published: { low: 0.8, high: 0.8 },
      margin: 0.1,
    }],
    otherwise: "a guest, or a machine whose idle CPUs poll or whose clock " +
      "does not change: iowait then decides nothing",
  },
  {
    name: "sqpoll-latency",
    sentence: "An SQ thread lowers the latency at iodepth 1 by a quarter.",
    sources: [EXP_17],
    published: "10.9 against 14.1 us: 0.77",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [{
      where: "one worker, iodepth 1",
      measure: sqpoll("lat_avg_us", 1),
      published: { low: 0.773, high: 0.773 },
      margin: 0.1,
    }],
    otherwise: "the slower the disk, the less of a read is submitting it; a " +
      "SQ thread on the CPU of the interrupts takes its time from them",
  },
  {
    name: "sqpoll-cpu",
    sentence: "With its own CPU counted, an SQ thread never does more reads " +
      "for a CPU.",
    sources: [EXP_17],
    published:
      "0.65 of two ordinary workers' reads at iodepth 1, 0.91 at 16, " +
      "0.99 at 64",
    needs: [{ kind: "cpus", count: 2 }],
    parts: partsFor([1, 16, 64], (iodepth) => ({
      where: `CPU time of a read, iodepth ${iodepth}`,
      measure: sqpoll("cpu_per_io_us", iodepth),
      published: { low: 1 },
      margin: 0,
    })),
  },
  {
    name: "sqpoll-calls",
    sentence: "With an SQ thread a worker that looks makes no system call.",
    sources: [EXP_17],
    published: "7 calls in 60 s",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [{
      where: "iodepth 16, peek",
      atAnySpeed: true,
      measure: {
        kind: "level",
        figure: "syscalls_per_io",
        of: { iodepth: 16, mode: "sqpoll", wait: "peek" },
      },
      published: { high: 3e-7 },
      margin: 0.001,
    }],
  },
  {
    name: "sqpoll-rocksdb",
    sentence: "In batches of four an SQ thread gains 10 %.",
    sources: [EXP_19],
    published: "48.68 against 44.12 kIOPS in RocksDB: 1.10",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [{
      where: "iodepth 4 in batches of 4",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: FOUR,
        to: { ...FOUR, mode: "sqpoll" },
      },
      published: { low: 1.103, high: 1.103 },
      margin: 0.05,
    }],
  },
  {
    name: "registered-buffers",
    sentence: "Registered buffers gain 23 % on NVMe.",
    sources: [VLDB_2026],
    published: "536,000 against 434,000 IOPS: 1.235",
    parts: [{
      where: "defer, iodepth 128 in batches of 32",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: { ...BATCHES, mode: "defer", fixedbufs: false },
        to: { ...BATCHES, mode: "defer" },
      },
      published: { low: 1.235, high: 1.235 },
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
    name: "one-interrupt-a-read",
    sentence: "The disk interrupts once for each read, at iodepth 64 too.",
    sources: [EXP_05],
    published: "0.96 interrupts per read",
    parts: [{
      // A cell of its own, as interrupts of turns are not always told.
      where: "4 workers, iodepth 64",
      measure: {
        kind: "level",
        figure: "disk_irqs_per_io",
        of: { workers: 4, iodepth: 64 },
      },
      published: { low: 0.96, high: 0.96 },
      margin: 0.1,
    }],
    explanations: [{
      because:
        "only reads that are in flight together share an interrupt, as " +
        "virtio's do: one alone has its own",
      where: "one worker, iodepth 1",
      measure: { kind: "level", figure: "disk_irqs_per_io", of: {} },
      at: { low: 0.9 },
    }],
  },
];

function registered(iodepth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${iodepth}`,
    measure: {
      kind: "ratio",
      figure: "iops",
      from: { iodepth },
      to: { iodepth, registerfiles: true },
    },
    published: { low: ratio, high: ratio },
    margin: 0.02,
  };
}
