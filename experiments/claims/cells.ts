/** Cells that several claims are about. */

import type {
  ClaimCell,
  ClaimPart,
  Explanation,
} from "../../lib/model/claim.ts";
import type {
  ParameterName,
  Params,
} from "../../lib/model/parameters/params.ts";

/** The load of exp_05 and exp_07: 16 workers on two CPUs at most. */
export function load(
  iodepth: number,
  rest: { readonly [K in ParameterName]?: Params[K] } = {},
): ClaimCell {
  return { workers: 16, iodepth, ...rest };
}

/** Four reads that are submitted and waited for together. */
export const FOUR_TOGETHER = {
  iodepth: 4,
  iodepthBatch: 4,
  iodepthBatchCompleteMin: 4,
} as const satisfies ClaimCell;

/** The deep loop of the paper's buffer manager, in batches. */
export const BATCHES = {
  iodepth: 128,
  iodepthBatch: 32,
  iodepthBatchCompleteMin: 32,
  registerfiles: true,
  fixedbufs: true,
  registeredRingFd: true,
  submitAndWait: true,
} as const satisfies ClaimCell;

/** What was published as one figure. */
export function exactly(figure: number): ClaimPart["published"] {
  return { low: figure, high: figure };
}

/** A ratio of published figures, of which three digits are worth something. */
export function ratioOf(figure: number, to: number): number {
  return Number((figure / to).toPrecision(3));
}

/** Throughput of the one cell as a multiple of another's. */
export function throughput(
  from: ClaimCell,
  to: ClaimCell,
): ClaimPart["measure"] {
  return { kind: "ratio", figure: "iops", from, to };
}

/** What `coop` makes of a figure of a load, as a multiple of the default's. */
export function gainOfCoop(
  figure: "iops" | "clat_avg_us" | "clat_p99_us",
  cell: ClaimCell,
): ClaimPart["measure"] {
  return { kind: "ratio", figure, from: cell, to: { ...cell, mode: "coop" } };
}

/** A part for each of some values. */
export function partsFor<T>(
  [first, ...others]: readonly [T, ...T[]],
  make: (value: T) => ClaimPart,
): readonly [ClaimPart, ...ClaimPart[]] {
  return [make(first), ...others.map(make)];
}

/** "16 workers, iodepth 16, default, beside hogs" */
function cellText(
  { workers = 1, iodepth = 1, mode = "default", busy = false }: ClaimCell,
): string {
  const who = workers === 1 ? "one worker" : `${workers} workers`;
  return `${who}, iodepth ${iodepth}, ${mode}${busy ? ", beside hogs" : ""}`;
}

/** COOP_TASKRUN saves kicks: where there are few there is little to gain. */
export function fewKicks(cell: ClaimCell): Explanation {
  return {
    because: "few reads find their thread running, so that there are few " +
      "kicks to save",
    where: cellText(cell),
    measure: { kind: "level", figure: "kicks_per_io", of: cell },
    // The series has 0.7 and more.
    at: { high: 0.35 },
  };
}

/** A disk that completes several reads at once notifies once for them. */
export function joinedInterrupts(cell: ClaimCell): Explanation {
  return {
    because: "the disk completes several reads with one interrupt, so that " +
      "they need one notification",
    where: cellText(cell),
    measure: { kind: "level", figure: "disk_irqs_per_io", of: cell },
    at: { high: 0.5 },
  };
}

/** Where threads sleep for the disk, the CPU is not what limits them. */
export function idleCpu(cell: ClaimCell): Explanation {
  return {
    because:
      "the disk, not the CPU, is the limit: the workers leave some of it",
    where: cellText(cell),
    measure: { kind: "level", figure: "cpu_share", of: cell },
    at: { high: 0.8 },
  };
}

/** A thread that waits for the disk is woken, not kicked. */
export function sleepers(cell: ClaimCell): Explanation {
  return {
    because: "the disk is slower than the submit calls of all workers, so " +
      "that threads sleep and are woken at this depth, too",
    where: cellText(cell),
    measure: { kind: "level", figure: "sleeps_per_io", of: cell },
    at: { low: 0.05 },
  };
}
