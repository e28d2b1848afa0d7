import type { Experiment } from "../model/experiment.ts";

/** What --lean sets where no option says otherwise. */
export const LEAN = {
  fixedbufs: true,
  registerfiles: true,
  registeredRingFd: true,
  sqarray: false,
  clockPerReap: true,
  iodepthBatch: 16,
  iodepthBatchCompleteMax: 32,
} as const satisfies Partial<Experiment["base"]>;
