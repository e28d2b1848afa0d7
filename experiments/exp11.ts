import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { countPresets } from "./presets.ts";

/** The follow-up of experiment 10: kicks by queue depth. */
export const exp11: Experiment = {
  name: "exp11",
  alias: "kicks",
  summary: "kicks, wake-ups and IPIs by queue depth, on both cores",
  question:
    "A thread that sleeps is woken, one that runs is kicked. So how many " +
    "kicks, wake-ups and rescheduling IPIs does a read take at which queue " +
    "depth, between which two depths do the ones take the place of the " +
    "others, and is there anything to save on interrupt cores, whose threads " +
    "need no IPI? The load of exp7 without CPU hogs.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: {
    core: ["non-interrupt", "interrupt"],
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    mode: ["default", "coop"],
  },
  presets: countPresets({ quick: 4, default: 26 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "kicks_per_io",
    "wakeups_per_io",
  ],
  findings: ["kicks", "modes"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What COOP_TASKRUN changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "panels",
      name: "per_io",
      title: "What a read takes",
      metrics: ["kicks_per_io", "wakeups_per_io", "res_sent_per_io"],
      x: "iodepth",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
      rows: "core",
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
      name: "result_cpu_per_io",
      title: "CPU time per read",
      metric: "cpu_per_io_us",
      x: "iodepth",
      lines: ["mode", "core"],
      scale: "linear",
    },
  ],
};
