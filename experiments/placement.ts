import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** Experiment 9: where the workers are, seen from the interrupted CPU. */
export const placement: Experiment = {
  name: "placement",
  summary: "workers near to the interrupted CPU, and far from it",
  question:
    "On which CPU should a thread read: on that which takes the interrupts of " +
    "its disk, on its SMT twin, on another core of its last-level cache, of " +
    "another such cache, or of another NUMA node? And where does " +
    "COOP_TASKRUN help? The load of exp7 without CPU hogs, on one CPU. What " +
    "this machine does not have is shown as impossible, with the reason.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: {
    iodepth: [1, 4, 16, 64],
    core: ["interrupt", "smt-twin", "same-llc", "other-llc", "other-node"],
    mode: ["default", "coop"],
  },
  compared: ["core"],
  interactions: [["mode", "core"]],
  presets: loopPresets({ quick: 6, default: 30 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "target_irqs_per_io",
    "res_per_io",
  ],
  findings: ["core", "modes"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What the place changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
      axis: "core",
    },
    {
      kind: "ratios",
      name: "answer_coop",
      title: "What COOP_TASKRUN changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "lines",
      name: "result_iops",
      title: "Throughput",
      metric: "iops",
      x: "iodepth",
      lines: ["core", "mode"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_clat_avg",
      title: "Completion latency, mean",
      metric: "clat_avg_us",
      x: "iodepth",
      lines: ["core", "mode"],
      scale: "log",
    },
  ],
};
