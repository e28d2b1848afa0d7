import type { Experiment } from "../lib/model/experiment.ts";

/** Experiment 7: COOP_TASKRUN on non-interrupt cores, with and without hogs. */
export const exp7: Experiment = {
  name: "exp7",
  summary: "COOP_TASKRUN on non-interrupt cores, with and without CPU hogs",
  question:
    "What does COOP_TASKRUN, which saves the rescheduling IPI, do to IOPS and " +
    "completion latency on non-interrupt cores, and does that change when CPU " +
    "hogs take half of those cores? Random reads with O_DIRECT, one ring per " +
    "worker, queue depths from 1 to 64.",
  base: {
    mode: "default",
    busy: false,
    iodepth: 1,
    workers: 16,
    cpusAllowedPolicy: "shared",
    iodepthBatch: 1,
    iodepthBatchCompleteMin: 1,
    iodepthBatchCompleteMax: 1,
    submitGetevents: true,
    verify: false,
  },
  axes: {
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    busy: [false, true],
    mode: ["default", "coop"],
  },
  presets: {
    quick: { runtime: 1, rampTime: 0.4, repeats: 1, order: "random" },
    default: { runtime: 3, rampTime: 0.4, repeats: 3, order: "random" },
    document: { runtime: 600, rampTime: 1, repeats: 1, order: "sequential" },
  },
  charts: [
    {
      name: "result_iops",
      title: "Throughput",
      metric: "iops",
      x: "iodepth",
      lines: ["mode", "busy"],
      scale: "linear",
    },
    {
      name: "result_clat_avg",
      title: "Completion latency, mean",
      metric: "clat_avg_us",
      x: "iodepth",
      lines: ["mode", "busy"],
      scale: "log",
    },
    {
      name: "result_clat_p99",
      title: "Completion latency, 99th percentile",
      metric: "clat_p99_us",
      x: "iodepth",
      lines: ["mode", "busy"],
      scale: "log",
    },
  ],
};
