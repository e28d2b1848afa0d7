/** What is published of polling: SQPOLL on as many CPUs, and IOPOLL. */

import type { Claim, ClaimCell, ClaimPart } from "../../lib/model/claim.ts";
import { CHEOPS_2023, EXP_17, VLDB_2026 } from "../published/sources.ts";
import { BATCHES, partsFor } from "./cells.ts";

/** One worker and its SQ thread against two workers, on two CPUs each. */
function equalCpus(
  where: string,
  cell: ClaimCell,
  ratio: number,
): ClaimPart {
  const two = { ...cell, cpusAllowedPolicy: "split", equalCpus: true } as const;
  return {
    where,
    measure: {
      kind: "ratio",
      figure: "iops",
      from: two,
      to: { ...two, mode: "sqpoll" },
    },
    published: { low: ratio, high: ratio },
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
      measure: {
        kind: "ratio",
        figure: "iops",
        from: BATCHES,
        to: { ...BATCHES, mode: "iopoll" },
      },
      published: { low: 1.242, high: 1.242 },
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
      measure: {
        kind: "ratio",
        figure: "iops",
        from: {},
        to: { mode: "iopoll" },
      },
      published: { low: 1.7, high: 1.7 },
      margin: 0.3,
    }],
    otherwise: "a disk that is slow beside its interrupt and a wake-up",
  },
];
