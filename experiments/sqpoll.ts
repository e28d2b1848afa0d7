import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { cellPresets } from "./presets.ts";

/** Experiment 17: an SQ thread against a second worker. */
export const sqpoll: Experiment = {
  name: "sqpoll",
  summary: "an SQ thread against a second worker, on as many CPUs",
  question:
    "With SQPOLL a thread of the kernel submits and completes for a worker, " +
    "which makes no system call any more, and takes a CPU for it. Is that CPU " +
    "better spent on a second worker? One worker with an SQ thread on the CPU " +
    "beside it against two ordinary workers on these two CPUs, by queue depth " +
    "and by the work after each read (--thinkcycles); IOPS are those of all " +
    "workers, so they are at an equal number of CPUs, and CPU time per read " +
    "has the SQ thread's in it.",
  base: { ...FIO_LOOP, cpusAllowedPolicy: "split", equalCpus: true },
  axes: {
    thinkcycles: [0, 256, 1024],
    iodepth: [1, 4, 16, 64, 128],
    mode: ["default", "sqpoll"],
  },
  presets: cellPresets({ quick: 3 }),
  table: [
    "iops",
    "lat_avg_us",
    "lat_p50_us",
    "lat_p99_us",
    "cpu_per_io_us",
    "syscalls_per_io",
  ],
  findings: ["modes"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What an SQ thread changes against a second worker",
      metrics: ["iops", "lat_p50_us", "lat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "panels",
      name: "result_iops",
      title: "Throughput of two CPUs",
      metrics: ["iops"],
      x: "iodepth",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
      columns: "thinkcycles",
    },
    {
      kind: "panels",
      name: "result_lat",
      title: "Latency of a read, median",
      metrics: ["lat_p50_us"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["mode"],
      columns: "thinkcycles",
    },
    {
      kind: "panels",
      name: "result_cpu_per_io",
      title: "CPU time per read, the SQ thread's included,",
      metrics: ["cpu_per_io_us"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["mode"],
      columns: "thinkcycles",
    },
  ],
};
