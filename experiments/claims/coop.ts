/** What the document and its series say of COOP_TASKRUN. */

import type { Claim, Explanation } from "../../lib/model/claim.ts";
import {
  COOP_COMMIT,
  COOP_PATCHES,
  EXP_01,
  EXP_05,
  EXP_07,
  EXP_11,
  EXP_12,
  EXP_19,
} from "../published/sources.ts";
import {
  fewKicks,
  gainOfCoop,
  idleCpu,
  joinedInterrupts,
  load,
  partsFor,
  sleepers,
} from "./cells.ts";

/** Why there may be nothing to gain at a depth of the document's load. */
function noGain(iodepth: number, rest: Parameters<typeof load>[1] = {}) {
  const cell = load(iodepth, rest);
  return [fewKicks(cell), joinedInterrupts(cell), idleCpu(cell)];
}

/** A queue depth and what is gained there. */
type Gain = readonly [depth: number, gain: number];

/** A gain of one figure at some depths of the document's load. */
function gains(
  published: readonly [Gain, ...Gain[]],
  margin: number,
  rest: Parameters<typeof load>[1] = {},
): Claim["parts"] {
  return partsFor(published, ([depth, gain]) => ({
    where: `iodepth ${depth}`,
    measure: gainOfCoop("iops", load(depth, rest)),
    published: { low: gain, high: gain },
    margin,
  }));
}

/** Why an interrupt core may not be the slower one. */
const INTERRUPTED: readonly Explanation[] = [{
  because: "the disk interrupts so seldom that they take little of the CPU",
  where: "16 workers, iodepth 16, interrupt core",
  measure: {
    kind: "level",
    figure: "target_irqs_per_io",
    of: load(16, { core: "interrupt" }),
  },
  at: { high: 0.5 },
}, {
  because: "a read whose interrupt is on another CPU is handed over to it, " +
    "and a thread that sleeps is woken from there",
  where: "16 workers, iodepth 16, non-interrupt core",
  measure: { kind: "level", figure: "sleeps_per_io", of: load(16) },
  at: { low: 0.05 },
}];

export const COOP_CLAIMS: readonly Claim[] = [
  {
    name: "coop-gain",
    sentence: "COOP_TASKRUN gains 11 to 15 % of throughput on non-interrupt " +
      "cores from iodepth 4 on.",
    sources: [EXP_05, EXP_07],
    published: "1.115 at iodepth 4, 1.138 at 16 and 64",
    parts: gains([[4, 1.115], [16, 1.138], [64, 1.138]], 0.04),
    explanations: noGain(16),
  },
  {
    name: "coop-gain-shallow",
    sentence: "COOP_TASKRUN gains nothing at iodepth 1 and 2, where threads " +
      "sleep and are woken.",
    sources: [EXP_05],
    published: "0.998 at iodepth 1, 1.008 at 2",
    parts: gains([[1, 0.998], [2, 1.008]], 0.03),
  },
  {
    name: "coop-gain-patches",
    sentence: "COOP_TASKRUN gains 5 to 10 % in certain workloads: at least " +
      "5 % in that of exp7.",
    sources: [COOP_PATCHES],
    published: "1.05 to 1.10",
    parts: [{
      where: "iodepth 16",
      measure: gainOfCoop("iops", load(16)),
      published: { low: 1.05 },
      margin: 0,
    }],
    explanations: noGain(16),
  },
  {
    name: "coop-gain-interrupt",
    sentence: "On interrupt cores COOP_TASKRUN gains nothing, as completions " +
      "need no kick there.",
    sources: [EXP_05],
    published: "1.039 at iodepth 4, 1.029 at 16, 0.988 at 64",
    parts: gains([[4, 1.039], [16, 1.029], [64, 0.988]], 0.04, {
      core: "interrupt",
    }),
  },
  {
    name: "coop-gain-beside-hogs",
    sentence: "CPU hogs leave the gain of COOP_TASKRUN as it is.",
    sources: [EXP_07, EXP_05],
    published: "1.012 times the gain without hogs at iodepth 4, 1.014 at 16",
    parts: partsFor([4, 16], (depth) => ({
      where: `iodepth ${depth}`,
      measure: {
        kind: "change",
        figure: "iops",
        before: [load(depth), load(depth, { mode: "coop" })],
        then: [
          load(depth, { busy: true }),
          load(depth, { busy: true, mode: "coop" }),
        ],
      },
      published: { low: 1, high: 1.014 },
      margin: 0.05,
    })),
  },
  {
    name: "hogs-halve",
    sentence: "As many CPU hogs as workers halve the throughput.",
    sources: [EXP_07, EXP_05],
    published: "0.50 at iodepth 1, 0.50 at 4, 0.49 at 16",
    parts: [
      hogs(1, 0.504),
      hogs(4, 0.504),
      hogs(16, 0.491),
    ],
    explanations: [{
      because: "threads sleep, and the scheduler lets who has slept run first",
      where: "iodepth 16, beside hogs",
      measure: {
        kind: "level",
        figure: "sleeps_per_io",
        of: load(16, { busy: true }),
      },
      at: { low: 0.01 },
    }, {
      because: "without hogs the workers leave some of their CPU idle, which " +
        "hogs then take from nobody",
      where: "iodepth 16, without hogs",
      measure: { kind: "level", figure: "cpu_idle", of: load(16) },
      at: { low: 0.05 },
    }],
  },
  {
    name: "coop-latency-beside-hogs",
    sentence: "Beside hogs COOP_TASKRUN has the lower mean latency, against " +
      "what its author expected.",
    sources: [EXP_07],
    published: "0.887 at iodepth 4, 0.869 at 16, 0.877 at 64",
    parts: [
      hoggedLatency(4, 0.887),
      hoggedLatency(16, 0.869),
      hoggedLatency(64, 0.877),
    ],
    explanations: [
      fewKicks(load(16, { busy: true })),
      joinedInterrupts(load(16, { busy: true })),
    ],
  },
  {
    name: "coop-tail-beside-hogs",
    sentence: "Beside hogs the 99th percentile at iodepth 1 is the same with " +
      "and without COOP_TASKRUN.",
    sources: [EXP_07],
    published: "3949 us both",
    parts: [{
      where: "iodepth 1, beside hogs",
      measure: gainOfCoop("clat_p99_us", load(1, { busy: true })),
      published: { low: 1, high: 1 },
      margin: 0.1,
    }],
  },
  {
    name: "cores-default",
    sentence: "Without COOP_TASKRUN a non-interrupt core is 4 to 6 % faster " +
      "than an interrupt core, and no faster at iodepth 1.",
    sources: [EXP_05],
    published: "0.98 at iodepth 1, 1.06 at 16, 1.04 at 64",
    parts: [cores(1, 0.983), cores(16, 1.064), cores(64, 1.038)],
    explanations: INTERRUPTED,
  },
  {
    name: "cores-coop",
    sentence: "With COOP_TASKRUN a non-interrupt core is 17 to 20 % faster " +
      "than an interrupt core from iodepth 4 on.",
    sources: [EXP_05],
    published: "1.17 at iodepth 4, 1.18 at 16, 1.20 at 64",
    parts: [
      cores(4, 1.166, "coop"),
      cores(16, 1.176, "coop"),
      cores(64, 1.195, "coop"),
    ],
    explanations: INTERRUPTED,
  },
  {
    name: "depth-flat",
    sentence: "Throughput does not grow from iodepth 4 to 64: the CPU, not " +
      "the disk, is the limit.",
    sources: [EXP_05],
    published: "1.025",
    parts: [{
      where: "iodepth 64 against 4, default",
      measure: { kind: "ratio", figure: "iops", from: load(4), to: load(64) },
      published: { low: 1.025, high: 1.025 },
      margin: 0.05,
    }],
    explanations: [idleCpu(load(4)), sleepers(load(4))],
  },
  {
    name: "no-kick-with-coop",
    sentence: "With COOP_TASKRUN no kick is sent.",
    sources: [EXP_05, EXP_12],
    published: "0.0001 kicks per read at iodepth 64",
    parts: [{
      ...kicks(64, "coop", { high: 0.0001 }, 0.001),
      atAnySpeed: true,
    }],
  },
  {
    name: "kicks-default",
    sentence: "Without it, more than two of three reads kick a non-interrupt " +
      "core at iodepth 64.",
    sources: [EXP_05],
    published: "0.709 kicks per read",
    parts: [kicks(64, "default", { low: 0.709, high: 0.709 }, 0.1)],
    explanations: [
      joinedInterrupts(load(64)),
      sleepers(load(64)),
      idleCpu(load(64)),
    ],
  },
  {
    name: "no-kick-on-interrupt-core",
    sentence: "On an interrupt core the kick is called for and never sent.",
    sources: [EXP_05, EXP_12],
    published: "0.0000012 kicks per read at iodepth 64",
    parts: [
      {
        ...kicks(64, "default", { high: 1.2e-6 }, 0.001, { core: "interrupt" }),
        atAnySpeed: true,
      },
    ],
  },
  {
    name: "woken-then-kicked",
    sentence: "Between iodepth 2 and 4 threads stop to be woken and begin to " +
      "be kicked.",
    sources: [EXP_12],
    published: "wake-ups for 1.00 of notifications at iodepth 2, for 0.04 at " +
      "4; kicks for 0.001 and 0.96",
    parts: [
      {
        where: "iodepth 2, default",
        measure: {
          kind: "level",
          figure: "wakeups_per_io",
          of: load(2),
        },
        published: { low: 0.999 },
        margin: 0.2,
      },
      kicks(2, "default", { high: 0.001 }, 0.02),
      {
        where: "iodepth 4, default",
        measure: {
          kind: "level",
          figure: "wakeups_per_io",
          of: load(4),
        },
        published: { high: 0.042 },
        margin: 0.1,
      },
      kicks(4, "default", { low: 0.709 }, 0.1),
    ],
    explanations: [joinedInterrupts(load(4)), sleepers(load(4))],
  },
  {
    name: "one-sleep-a-read",
    sentence: "At iodepth 1 a thread sleeps once for each read, from 8 on " +
      "hardly ever.",
    sources: [EXP_01],
    published: "1.00 context switches per read at iodepth 1, 0.002 at 8",
    parts: [
      sleeps(1, { low: 1.002, high: 1.002 }, 0.1),
      sleeps(8, { high: 0.0024 }, 0.02),
    ],
    explanations: [{
      because: "the disk is slower than four workers, which sleep for it",
      where: "iodepth 8, 4 workers: how much of the CPU they take",
      measure: {
        kind: "level",
        figure: "cpu_share",
        of: { workers: 4, iodepth: 8, core: "interrupt" },
      },
      at: { high: 0.8 },
    }, {
      because: "one interrupt completes all reads of a thread, which sleeps " +
        "until then: one sleep for iodepth reads",
      where: "iodepth 8, 4 workers",
      measure: {
        kind: "level",
        figure: "disk_irqs_per_io",
        of: { workers: 4, iodepth: 8, core: "interrupt" },
      },
      at: { high: 0.5 },
    }],
  },
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
      measure: {
        kind: "ratio",
        figure: "lat_p50_us",
        from: { wait: "peek" },
        to: { wait: "peek", mode: "coop" },
      },
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
      measure: {
        kind: "ratio",
        figure: "lat_p50_us",
        from: { wait: "peek" },
        to: { wait: "peek", mode: "coop_flag" },
      },
      published: { low: 1, high: 1 },
      margin: 0.2,
    }],
  },
  {
    name: "coop-rocksdb",
    sentence: "Where four reads are submitted and waited for together, " +
      "COOP_TASKRUN gains nothing.",
    sources: [EXP_19],
    published: "43.98 against 44.12 kIOPS in RocksDB: 0.997",
    parts: [{
      where: "iodepth 4 in batches of 4",
      measure: {
        kind: "ratio",
        figure: "iops",
        from: { iodepth: 4, iodepthBatch: 4, iodepthBatchCompleteMin: 4 },
        to: {
          iodepth: 4,
          iodepthBatch: 4,
          iodepthBatchCompleteMin: 4,
          mode: "coop",
        },
      },
      published: { low: 0.997, high: 0.997 },
      margin: 0.03,
    }],
  },
];

function hogs(depth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, default`,
    measure: {
      kind: "ratio",
      figure: "iops",
      from: load(depth),
      to: load(depth, { busy: true }),
    },
    published: { low: ratio, high: ratio },
    margin: 0.08,
  };
}

function hoggedLatency(depth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, beside hogs`,
    measure: gainOfCoop("clat_avg_us", load(depth, { busy: true })),
    published: { low: ratio, high: ratio },
    margin: 0.05,
  };
}

function cores(
  depth: number,
  ratio: number,
  mode: "default" | "coop" = "default",
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, ${mode}`,
    measure: {
      kind: "ratio",
      figure: "iops",
      from: load(depth, { mode, core: "interrupt" }),
      to: load(depth, { mode }),
    },
    published: { low: ratio, high: ratio },
    margin: 0.05,
  };
}

function kicks(
  depth: number,
  mode: "default" | "coop",
  published: Claim["parts"][0]["published"],
  margin: number,
  rest: Parameters<typeof load>[1] = {},
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, ${mode}`,
    measure: {
      kind: "level",
      figure: "kicks_per_io",
      of: load(depth, { mode, ...rest }),
    },
    published,
    margin,
  };
}

function sleeps(
  depth: number,
  published: Claim["parts"][0]["published"],
  margin: number,
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, 4 workers`,
    measure: {
      kind: "share",
      figure: "nvcsw",
      per: "ios",
      of: { workers: 4, iodepth: depth, core: "interrupt" },
    },
    published,
    margin,
  };
}
