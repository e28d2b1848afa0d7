import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** What a registered file saves. */
export const regfile: Experiment = {
  name: "regfile",
  summary: "what registered files save, with and without hogs",
  question:
    "The kernel looks up the file of every read, and holds it meanwhile, " +
    "unless the file is registered with the ring. What does that save on a " +
    "file, and on a disk (--filename /dev/...), and does it change when CPU " +
    "hogs take half of the cores? The load of exp7.",
  base: { ...FIO_LOOP, workers: 16 },
  axes: {
    iodepth: [1, 4, 16, 64],
    busy: [false, true],
    registerfiles: [false, true],
  },
  compared: ["busy"],
  interactions: [["registerfiles", "busy"]],
  presets: loopPresets({ quick: 6, default: 40 }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "cpu_share",
    "syscalls_per_io",
  ],
  findings: [],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What a registered file changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "lines",
      name: "result_iops",
      title: "Throughput",
      metric: "iops",
      x: "iodepth",
      lines: ["registerfiles", "busy"],
      scale: "linear",
    },
    {
      kind: "lines",
      name: "result_cpu_per_io",
      title: "CPU time per read",
      metric: "cpu_per_io_us",
      x: "iodepth",
      lines: ["registerfiles", "busy"],
      scale: "linear",
    },
  ],
};
