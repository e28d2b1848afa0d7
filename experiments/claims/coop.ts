/** What the document and its series say that COOP_TASKRUN gains. */

import type { Claim, Explanation } from "../../lib/model/claim.ts";
import {
  exactly,
  fewKicks,
  FOUR_TOGETHER,
  gainOfCoop,
  idleCpu,
  joinedInterrupts,
  load,
  partsFor,
  sleepers,
  throughput,
} from "./cells.ts";
import { COOP_PATCHES, EXP_05, EXP_07, EXP_19 } from "../published/sources.ts";

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
    published: exactly(gain),
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

/** What is left of throughput beside hogs. */
function hogs(depth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, default`,
    measure: throughput(load(depth), load(depth, { busy: true })),
    published: exactly(ratio),
    margin: 0.08,
  };
}

/** What COOP_TASKRUN makes of the mean latency beside hogs. */
function hoggedLatency(depth: number, ratio: number): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, beside hogs`,
    measure: gainOfCoop("clat_avg_us", load(depth, { busy: true })),
    published: exactly(ratio),
    margin: 0.05,
  };
}

/** Throughput on a non-interrupt core as a multiple of an interrupt core's. */
function cores(
  depth: number,
  ratio: number,
  mode: "default" | "coop" = "default",
): Claim["parts"][0] {
  return {
    where: `iodepth ${depth}, ${mode}`,
    measure: throughput(
      load(depth, { mode, core: "interrupt" }),
      load(depth, { mode }),
    ),
    published: exactly(ratio),
    margin: 0.05,
  };
}

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
      published: exactly(1),
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
      measure: throughput(load(4), load(64)),
      published: exactly(1.025),
      margin: 0.05,
    }],
    explanations: [idleCpu(load(4)), sleepers(load(4))],
  },
  {
    name: "coop-rocksdb",
    sentence: "Where four reads are submitted and waited for together, " +
      "COOP_TASKRUN gains nothing.",
    sources: [EXP_19],
    published: "43.98 against 44.12 kIOPS in RocksDB: 0.997",
    parts: [{
      where: "iodepth 4 in batches of 4",
      measure: gainOfCoop("iops", FOUR_TOGETHER),
      published: exactly(0.997),
      margin: 0.03,
    }],
  },
];
