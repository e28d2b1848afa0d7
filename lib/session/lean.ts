import type { Experiment } from "../model/experiment.ts";
import type { Params } from "../model/params.ts";

const LARGEST_BATCH = 16;

/** What --lean sets where no option says otherwise, beside its batches. */
export const LEAN = {
  fixedbufs: true,
  registerfiles: true,
  registeredRingFd: true,
  sqarray: false,
  clockPerReap: true,
} as const satisfies Partial<Experiment["base"]>;

/** Names of the parameters of {@linkcode leanBatches}. */
export const LEAN_BATCHES = [
  "iodepthBatch",
  "iodepthBatchCompleteMin",
  "iodepthBatchCompleteMax",
] as const;

/**
 * Batches of --lean: a quarter of the reads in flight, so that the others keep
 * the disk busy meanwhile. Waiting for as many saves most wake-ups.
 */
export function leanBatches(
  iodepth: number,
): Pick<Params, typeof LEAN_BATCHES[number]> {
  const batch = Math.min(LARGEST_BATCH, Math.max(1, iodepth >> 2));
  return {
    iodepthBatch: batch,
    iodepthBatchCompleteMin: batch,
    iodepthBatchCompleteMax: 2 * batch,
  };
}
