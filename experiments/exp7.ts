import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** Experiment 7: COOP_TASKRUN on non-interrupt cores, with and without hogs. */
export const exp7: Experiment = {
  name: "exp7",
  alias: "coop",
  summary: "COOP_TASKRUN on non-interrupt cores, and CPU hogs",
  question:
    "What does COOP_TASKRUN, which saves the rescheduling IPI, do to IOPS and " +
    "completion latency on non-interrupt cores, and does that change when CPU " +
    "hogs take half of those cores? Random reads with O_DIRECT, one ring per " +
    "worker, queue depths from 1 to 64.",
  base: {
    ...FIO_LOOP,
    workers: 16,
  },
  axes: {
    iodepth: [1, 2, 4, 8, 16, 32, 64],
    busy: [false, true],
    mode: ["default", "coop"],
  },
  compared: ["busy"],
  interactions: [["mode", "busy"]],
  presets: loopPresets({ quick: 4, default: 24 }, {
    withoutDisk: { axes: { iodepth: [1, 16] }, repeats: 3 },
  }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_share",
    "res_per_io",
    "syscalls_per_io",
  ],
  findings: ["modes", "busy"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
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
      lines: ["mode", "busy"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_clat_avg",
      title: "Completion latency, mean",
      metric: "clat_avg_us",
      x: "iodepth",
      lines: ["mode", "busy"],
      scale: "log",
    },
    {
      kind: "lines",
      name: "result_clat_p99",
      title: "Completion latency, 99th percentile",
      metric: "clat_p99_us",
      x: "iodepth",
      lines: ["mode", "busy"],
      scale: "log",
    },
    {
      kind: "distribution",
      name: "result_clat_tail",
      title: "Completion latency, tail",
      latency: "clat",
      scale: "tail",
      lines: ["mode"],
      columns: "busy",
      rows: "iodepth",
      maxRows: 3,
    },
  ],
};
