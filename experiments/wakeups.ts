import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { countPresets } from "./presets.ts";

const IODEPTH = 64;

/** How often a thread is woken that waits for several completions. */
export const wakeups: Experiment = {
  name: "wakeups",
  summary: "wake-ups of a thread that waits for several reads",
  question:
    "A thread sleeps until --iodepth-batch-complete-min reads have completed. " +
    "Is it woken once, by the last of them, or by every one that comes? With " +
    "DEFER_TASKRUN the kernel counts before it wakes (lazy wake, Linux 6.4 to " +
    "6.6), in the other modes every completion is work for the thread, which " +
    "has to be awake for it. One worker on a non-interrupt core with 64 reads " +
    "in flight.",
  base: { ...FIO_LOOP, iodepth: IODEPTH, iodepthBatch: IODEPTH },
  axes: {
    iodepthBatchCompleteMin: [1, 2, 4, 8, 16, 32],
    mode: ["default", "coop", "defer"],
  },
  answer: "sleeps_per_io",
  presets: countPresets({ quick: 8, default: 40 }),
  table: [
    "iops",
    "sleeps_per_io",
    "wakeups_per_io",
    "cpu_per_io_us",
    "syscalls_per_io",
  ],
  findings: ["modes"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What each mode changes",
      metrics: ["sleeps_per_io", "iops", "cpu_per_io_us"],
      items: "iodepthBatchCompleteMin",
    },
    {
      kind: "panels",
      name: "per_io",
      title: "What a read takes",
      metrics: ["wakeups_per_io", "sleeps_per_io", "kicks_per_io"],
      x: "iodepthBatchCompleteMin",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
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
