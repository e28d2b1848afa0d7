import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { cellPresets } from "./presets.ts";

/** Experiments 13 and 15: every read through io-wq, bound, free, beside writes. */
export const async: Experiment = {
  name: "async",
  summary: "reads through io-wq (IOSQE_ASYNC) against inline ones",
  question:
    "With IOSQE_ASYNC the call that submits a read does not begin it: it " +
    "hands it to io-wq, threads of the kernel that the process has for " +
    "requests which block. Such a read takes a way through another thread, " +
    "twice, and the work of submitting leaves the worker. Does that gain " +
    "anything, on a file and on a disk (--filename /dev/...)? One worker on " +
    "one CPU (a non-interrupt and an interrupt core), and one that may run " +
    "on any. Where it is bound to a CPU, its io-wq threads were too on " +
    "Linux 6.18, and IORING_REGISTER_IOWQ_AFF moved them only where it named " +
    "other CPUs alone; io_workers_bound tells of this machine. CPU time per read has io-wq's in it. And beside " +
    "a writer, on the same file system? (--writer off: without; a disk has " +
    "no room for its file.)",
  base: { ...FIO_LOOP, workers: 1 },
  axes: {
    iodepth: [1, 4, 16, 64],
    core: ["non-interrupt", "interrupt", "any"],
    writer: [false, true],
    forceAsync: [false, true],
  },
  compared: ["core", "writer"],
  interactions: [["forceAsync", "core"], ["forceAsync", "writer"]],
  presets: cellPresets({ quick: 5 }),
  table: [
    "iops",
    "lat_p50_us",
    "lat_p99_us",
    "all_cpu_per_io_us",
    "writes_per_s",
    "io_workers_bound",
  ],
  findings: ["async"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What IOSQE_ASYNC changes",
      metrics: ["iops", "lat_p50_us", "lat_p99_us", "all_cpu_per_io_us"],
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
      lines: ["forceAsync"],
      columns: "core",
      rows: "writer",
    },
    {
      kind: "panels",
      name: "result_lat",
      title: "Latency of a read, median",
      metrics: ["lat_p50_us"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["forceAsync"],
      columns: "core",
      rows: "writer",
    },
    {
      kind: "panels",
      name: "result_cpu_per_io",
      title: "CPU time per read, io-wq's included,",
      metrics: ["all_cpu_per_io_us"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["forceAsync"],
      columns: "core",
      rows: "writer",
    },
  ],
};
