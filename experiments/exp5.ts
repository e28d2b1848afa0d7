import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** Experiment 5: interrupt against non-interrupt cores. */
export const exp5: Experiment = {
  name: "exp5",
  alias: "cores",
  summary: "interrupt against non-interrupt cores: who pays?",
  question:
    "A non-interrupt core does not spend time on the disk's interrupts, but " +
    "is kicked by the CPU that does. Which is faster, does COOP_TASKRUN give " +
    "back what the kicks cost, and where do the disk's interrupts arrive? " +
    "The load of exp7 without CPU hogs.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: {
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    core: ["non-interrupt", "interrupt"],
    mode: ["default", "coop"],
  },
  compared: ["core"],
  interactions: [["mode", "core"]],
  presets: loopPresets({ quick: 8, default: 40 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "target_irqs_per_io",
    "res_per_io",
  ],
  findings: ["core", "modes", "kicks"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What the interrupt core changes",
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
      lines: ["mode", "core"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_clat_avg",
      title: "Completion latency, mean",
      metric: "clat_avg_us",
      x: "iodepth",
      lines: ["mode", "core"],
      scale: "log",
    },
    {
      kind: "lines",
      name: "result_clat_p99",
      title: "Completion latency, 99th percentile",
      metric: "clat_p99_us",
      x: "iodepth",
      lines: ["mode", "core"],
      scale: "log",
    },
    {
      kind: "lines",
      name: "result_target_irqs",
      title: "The disk's interrupts on the measured CPUs, per read,",
      metric: "target_irqs_per_io",
      x: "iodepth",
      lines: ["mode", "core"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_kicks",
      title: "Kicks per read",
      metric: "kicks_per_io",
      x: "iodepth",
      lines: ["mode", "core"],
      scale: "linear",
    },
  ],
};
