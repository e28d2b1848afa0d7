import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

const IODEPTH = 64;

/** What a mode gains by the size of the batches that its thread works in. */
export const batch: Experiment = {
  name: "batch",
  summary: "what COOP and DEFER_TASKRUN gain, by batch size",
  question:
    "Programs that submit and reap one read at a time have been reported to " +
    "gain 10 to 15 % by COOP_TASKRUN, others that work in batches nothing at " +
    "all. Is it the batch? The load of exp7 at iodepth 64: a worker waits " +
    "for --iodepth-batch-complete-min completions, takes as many, and submits " +
    "as many again in one call.",
  base: { ...FIO_LOOP, workers: 16, iodepth: IODEPTH, iodepthBatch: IODEPTH },
  axes: {
    iodepthBatchCompleteMin: [1, 2, 4, 8, 16, 32, 64],
    mode: ["default", "coop", "defer"],
  },
  interactions: [["mode", "iodepthBatchCompleteMin"]],
  presets: loopPresets({ quick: 4, default: 26 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "res_per_io",
    "syscalls_per_io",
  ],
  findings: ["modes"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What each mode changes",
      metrics: ["iops", "clat_avg_us", "cpu_per_io_us"],
      items: "iodepthBatchCompleteMin",
    },
    {
      kind: "lines",
      name: "result_iops",
      title: "Throughput",
      metric: "iops",
      x: "iodepthBatchCompleteMin",
      lines: ["mode"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_syscalls",
      title: "System calls per read",
      metric: "syscalls_per_io",
      x: "iodepthBatchCompleteMin",
      lines: ["mode"],
      scale: "log",
    },
    {
      kind: "lines",
      name: "result_cpu_per_io",
      title: "CPU time per read",
      metric: "cpu_per_io_us",
      x: "iodepthBatchCompleteMin",
      lines: ["mode"],
      scale: "linear",
    },
  ],
};
