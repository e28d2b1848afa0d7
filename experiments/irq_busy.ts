import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** Experiments 4 and 6: CPU hogs where the interrupts arrive. */
export const irq_busy: Experiment = {
  name: "irq_busy",
  summary: "CPU hogs where the interrupts of the reads arrive",
  question:
    "An interrupt takes its CPU from whoever runs there. Does it matter that " +
    "somebody always does? CPU hogs run where the interrupts of the reads " +
    "arrive (busy interrupt), first while the workers are on another CPU, " +
    "then, on interrupt cores, beside the workers, where both compete for " +
    "the CPU (busy on); and does COOP_TASKRUN gain as much beside them? The " +
    "load of exp7. Where workers are on interrupt cores busy interrupt would " +
    "be busy on, so that those cells are shown as impossible.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: {
    iodepth: [1, 4, 16, 64],
    core: ["non-interrupt", "interrupt"],
    busy: [false, true, "interrupt"],
    mode: ["default", "coop"],
  },
  compared: ["busy"],
  interactions: [["mode", "busy"]],
  presets: loopPresets({ quick: 6, default: 26 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_share",
    "cpu_per_io_us",
    "target_irqs_per_io",
  ],
  findings: ["busy", "modes"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What the CPU hogs change",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
      axis: "busy",
    },
    {
      kind: "ratios",
      name: "answer_coop",
      title: "What COOP_TASKRUN changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "panels",
      name: "result_iops",
      title: "Throughput",
      metrics: ["iops"],
      x: "iodepth",
      xScale: "log2",
      scale: "linear",
      lines: ["busy", "mode"],
      columns: "core",
    },
    {
      kind: "panels",
      name: "result_clat_p99",
      title: "Completion latency, 99th percentile",
      metrics: ["clat_p99_us"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["busy", "mode"],
      columns: "core",
    },
  ],
};
