import type { Experiment } from "./experiment.ts";

/**
 * One worker with the loop of fio's io_uring engine: submit one read, look
 * into the CQ, and wait in the kernel only if it is empty.
 */
export const FIO_LOOP: Experiment["base"] = {
  mode: "default",
  iodepth: 1,
  busy: false,
  core: "non-interrupt",
  wait: "wait",
  thinktime: 0,
  thinkGetevents: false,
  workers: 1,
  cpusAllowedPolicy: "shared",
  numberIos: 0,
  iodepthBatch: 1,
  iodepthBatchCompleteMin: 1,
  iodepthBatchCompleteMax: 1,
  submitGetevents: true,
  fixedbufs: false,
  registerfiles: false,
  registeredRing: false,
  clockPerBatch: false,
  verify: false,
};

/** Reads per submit call of the lean loop, and completions per look. */
const LEAN_BATCH = 16;

/**
 * What makes the loop lean: everything registered, batches, and a clock reading
 * per batch, as in fio's t/io_uring. For reads that need less time than the
 * loop, of which there are `iodepth` in flight at least.
 */
export function leanLoop(iodepth: number): Partial<Experiment["base"]> {
  const batch = Math.min(LEAN_BATCH, iodepth);
  return {
    fixedbufs: true,
    registerfiles: true,
    registeredRing: true,
    clockPerBatch: true,
    iodepthBatch: batch,
    iodepthBatchCompleteMax: batch,
  };
}
