/** What is published of polling: SQPOLL, on its own and on as many CPUs, and IOPOLL. */

import type { Claim, ClaimCell, ClaimPart } from "../../lib/model/claim.ts";
import {
  BATCHES,
  exactly,
  FOUR_TOGETHER,
  partsFor,
  throughput,
} from "./cells.ts";
import {
  CHEOPS_2023,
  EXP_17,
  EXP_19,
  VLDB_2026,
} from "../published/sources.ts";

/** What an SQ thread makes of a figure of one worker. */
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

/** One worker and its SQ thread against two workers, on two CPUs each. */
function equalCpus(
  where: string,
  cell: ClaimCell,
  ratio: number,
): ClaimPart {
  const two = { ...cell, cpusAllowedPolicy: "split", equalCpus: true } as const;
  return {
    where,
    measure: throughput(two, { ...two, mode: "sqpoll" }),
    published: exactly(ratio),
    margin: 0.1,
  };
}

/** How much of two CPUs an SQ thread's worker leaves idle. */
const DISK_BOUND = {
  because:
    "the disk, not two CPUs, is the limit: how much of them two workers " +
    "leave idle",
  where: "two workers, iodepth 64",
  measure: {
    kind: "level",
    figure: "cpu_idle",
    of: { iodepth: 64, cpusAllowedPolicy: "split", equalCpus: true },
  },
  at: { low: 0.2 },
} as const;

export const POLLING_CLAIMS: readonly Claim[] = [
  {
    name: "sqpoll-latency",
    sentence: "An SQ thread lowers the latency at iodepth 1 by a quarter.",
    sources: [EXP_17],
    published: "10.9 against 14.1 us: 0.77",
    needs: [{ kind: "cpus", count: 2 }],
    parts: [{
      where: "one worker, iodepth 1",
      measure: sqpoll("lat_avg_us", 1),
      published: exactly(0.773),
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
      measure: throughput(FOUR_TOGETHER, { ...FOUR_TOGETHER, mode: "sqpoll" }),
      published: exactly(1.103),
      margin: 0.05,
    }],
  },
  {
    name: "sqpoll-equal-cpus",
    sentence:
      "On two CPUs one worker with an SQ thread does fewer reads than " +
      "two workers, and as many from iodepth 64 on.",
    sources: [EXP_17],
    published: "0.652 at iodepth 1, 0.663 at 4, 0.905 at 16, 0.992 at 64",
    needs: [{ kind: "cpus", count: 2 }],
    parts: partsFor<readonly [depth: number, ratio: number]>(
      [[1, 0.652], [4, 0.663], [16, 0.905], [64, 0.992]],
      ([iodepth, ratio]) => equalCpus(`iodepth ${iodepth}`, { iodepth }, ratio),
    ),
    explanations: [DISK_BOUND],
    otherwise: "one of the two CPUs takes the interrupts of the disk here",
  },
  {
    name: "sqpoll-equal-cpus-work",
    sentence: "With 64 cycles of work for each read the SQ thread is the " +
      "better use of a second CPU, with 512 a second worker is.",
    sources: [EXP_17],
    published: "1.289 with 64 cycles, 0.678 with 512, at iodepth 64",
    needs: [{ kind: "cpus", count: 2 }],
    parts: partsFor<readonly [thinkcycles: number, ratio: number]>(
      [[64, 1.289], [512, 0.678]],
      ([thinkcycles, ratio]) =>
        equalCpus(
          `iodepth 64, ${thinkcycles} cycles`,
          { iodepth: 64, thinkcycles },
          ratio,
        ),
    ),
    explanations: [DISK_BOUND],
  },
  {
    name: "iopoll-gain",
    sentence: "IOPOLL gains 24 % where reads are submitted in batches.",
    sources: [VLDB_2026],
    published: "372,900 against 300,300 transactions a second: 1.242",
    parts: [{
      where: "iodepth 128 in batches of 32",
      measure: throughput(BATCHES, { ...BATCHES, mode: "iopoll" }),
      published: exactly(1.242),
      margin: 0.08,
    }],
    otherwise: "the faster the disk, the more of a read is its interrupt",
  },
  {
    name: "iopoll-shallow",
    sentence: "At low load polling makes reads 1.7 times as fast.",
    sources: [CHEOPS_2023],
    published: "1.7 times, for 2.3 times the instructions",
    parts: [{
      where: "iodepth 1",
      measure: throughput({}, { mode: "iopoll" }),
      published: exactly(1.7),
      margin: 0.3,
    }],
    otherwise: "a disk that is slow beside its interrupt and a wake-up",
  },
];
