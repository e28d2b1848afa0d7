import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { loopPresets } from "./presets.ts";

/** Experiment 8: kicks of a thread that works between its reads. */
export const think: Experiment = {
  name: "think",
  summary: "kicks of a thread that works between its reads",
  question:
    "A kick is waste where it finds its thread in the kernel, which looks for " +
    "its completions anyway on the way out. A thread that does nothing but " +
    "read is there nearly always; one that works after each read, for " +
    "--thinkcycles cycles, is interrupted in its work. So how many kicks does " +
    "a read take, what share of them hits user mode, and when does " +
    "COOP_TASKRUN stop to matter? The load of exp7 at iodepth 64.",
  base: { ...FIO_LOOP, workers: 16, iodepth: 64 },
  axes: {
    thinkcycles: [0, 8, 32, 64, 128, 256, 512, 1024, 2048, 4096],
    mode: ["default", "coop"],
  },
  presets: loopPresets({ quick: 4, default: 26 }, {
    axes: { thinkcycles: [0, 64, 512, 4096] },
  }),
  table: [
    "iops",
    "clat_avg_us",
    "clat_p99_us",
    "cpu_per_io_us",
    "kicks_per_io",
    "kicks_user_share",
  ],
  findings: ["think", "modes"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What COOP_TASKRUN changes",
      metrics: ["iops", "clat_avg_us", "clat_p99_us", "cpu_per_io_us"],
      items: "thinkcycles",
    },
    {
      kind: "panels",
      name: "kicks_per_io",
      title: "Kicks per read",
      metrics: ["kicks_per_io"],
      x: "thinkcycles",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
    },
    {
      kind: "panels",
      name: "kicks_user_share",
      title: "Share of the kicks that hit user mode",
      metrics: ["kicks_user_share"],
      x: "thinkcycles",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
    },
    {
      kind: "panels",
      name: "result_iops",
      title: "Throughput",
      metrics: ["iops"],
      x: "thinkcycles",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
    },
  ],
};
