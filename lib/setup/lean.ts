import type { Experiment } from "../model/experiment.ts";
import { isAsked } from "../model/parameters/loads.ts";
import type { Params } from "../model/parameters/params.ts";

/** With more, half a queue is too little work for a disk meanwhile. */
const LARGEST_BATCH = 32;

/** What --lean sets in all cells alike where no option says otherwise. */
export const LEAN = {
  fixedbufs: true,
  registerfiles: true,
  registeredRingFd: true,
  sqarray: false,
  clockPerReap: true,
} as const satisfies Partial<Experiment["base"]>;

/**
 * Whether submit calls can wait: with an SQ thread there are none, and a waker
 * that has to be asked is asked when they have returned.
 */
export function maySubmitAndWait(
  { wait, mode, load }: Pick<Params, "wait" | "mode" | "load">,
): boolean {
  return wait === "wait" && mode !== "sqpoll" && !isAsked({ load });
}

/**
 * What --lean sets by the cell: batches of half of the reads in flight, so that
 * the others keep the disk busy meanwhile, waited for in the call that submits.
 */
export function leanLoop(
  { iodepth, ...params }: Pick<Params, "iodepth" | "wait" | "mode" | "load">,
): Partial<Params> {
  const batch = Math.min(LARGEST_BATCH, Math.max(1, iodepth >> 1));
  return {
    iodepthBatch: batch,
    iodepthBatchCompleteMin: batch,
    iodepthBatchCompleteMax: 2 * batch,
    submitAndWait: maySubmitAndWait(params),
  };
}
