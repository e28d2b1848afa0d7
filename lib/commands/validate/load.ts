import type { Experiment } from "../../model/experiment.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";

/** The load that is measured with both tools; its options are exp7's. */
export const VALIDATE: Experiment = {
  name: "validate",
  summary: "measure the same with fio and compare",
  question:
    "Does uringlab measure what fio measures? Both read the same target on " +
    "the same CPUs with the same loop and setup flags, in turn; the ratios " +
    "of their figures stand with their 95 % intervals. Needs fio. Exit " +
    "status 0 only where every interval lies inside its limits as a whole; " +
    "1 where one lies outside, and where it cannot be told, with what would " +
    "tell it.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: { iodepth: [1, 16] },
  presets: {
    quick: { runtime: 1, rampTime: 0.3, repeats: 3, order: "random" },
    default: { runtime: 2, rampTime: 0.5, repeats: 8, order: "random" },
    document: { runtime: 60, rampTime: 2, repeats: 8, order: "random" },
  },
  table: ["iops"],
  findings: [],
  traced: false,
  charts: [],
};
