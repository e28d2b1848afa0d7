import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

/** The follow-up of experiment 10: kicks by queue depth. */
export const exp11: Experiment = {
  name: "exp11",
  alias: "kicks",
  summary: "kicks, wake-ups and IPIs as a function of the queue depth",
  question:
    "A thread that sleeps is woken, one that runs is kicked. So how many " +
    "kicks, wake-ups and rescheduling IPIs does a read take at which queue " +
    "depth, and from which depth on does COOP_TASKRUN save any? One worker " +
    "on a non-interrupt core.",
  base: FIO_LOOP,
  axes: {
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    mode: ["default", "coop"],
  },
  presets: {
    quick: {
      runtime: 1,
      rampTime: 0.2,
      repeats: 1,
      order: "random",
      turns: { runtime: 0.1, repeats: 8 },
    },
    default: {
      runtime: 2,
      rampTime: 0.4,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: 40 },
    },
    document: {
      runtime: 10,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 1, repeats: 100 },
    },
  },
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "res_per_io",
    "syscalls_per_io",
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
    },
    {
      kind: "lines",
      name: "result_iops",
      title: "Throughput",
      metric: "iops",
      x: "iodepth",
      lines: ["mode"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_cpu_per_io",
      title: "CPU time per read",
      metric: "cpu_per_io_us",
      x: "iodepth",
      lines: ["mode"],
      scale: "linear",
    },
  ],
};
