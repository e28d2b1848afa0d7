import type { Experiment } from "../experiment.ts";

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
  submitAndWait: false,
  fixedbufs: false,
  registerfiles: false,
  registeredRingFd: false,
  sqarray: true,
  clockPerReap: false,
  hugepages: false,
  verify: false,
};
