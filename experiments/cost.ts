import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { nopPresets } from "./presets.ts";

/** What the ring itself costs: no-ops, by batch, mode and the way through io-wq. */
export const cost: Experiment = {
  name: "cost",
  summary: "what a no-op costs: by batch, by mode, through io-wq",
  question:
    "What do io_uring_enter(2), a CQE and a way through io-wq cost by " +
    "themselves? No-ops, 1 to 32 in flight, all of them submitted by one " +
    "call, which completes them, or hands them to io-wq: CPU time and, with " +
    "--perf-counters on, cycles of each. What was published for another " +
    "machine is said beside what is measured. No disk, no root.",
  base: {
    ...FIO_LOOP,
    load: "nop",
    iodepthBatch: 32,
    iodepthBatchCompleteMax: 32,
    submitGetevents: false,
    clockPerReap: true,
  },
  axes: {
    forceAsync: [false, true],
    mode: ["default", "coop", "single", "defer"],
    iodepth: [1, 2, 4, 8, 16, 32],
  },
  compared: ["mode", "forceAsync"],
  answer: "cpu_per_io_us",
  presets: nopPresets(),
  table: [
    "iops",
    "cpu_per_io_us",
    "lat_avg_us",
    "syscalls_per_io",
    "cqes_per_reap",
  ],
  findings: [],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What a larger batch changes",
      metrics: ["cpu_per_io_us", "lat_avg_us", "syscalls_per_io"],
      items: "mode",
    },
    {
      kind: "panels",
      name: "cost",
      title: "CPU time of a no-op",
      metrics: ["cpu_per_io_us"],
      x: "iodepth",
      xScale: "log2",
      lines: ["mode"],
      scale: "log",
      columns: "forceAsync",
    },
  ],
};
