import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { countPresets } from "./presets.ts";

/** Reads in flight at most. */
const DEEPEST = 128;

/** How many completions DEFER_TASKRUN delivers at a time. */
export const cap: Experiment = {
  name: "cap",
  summary: "how many completions DEFER_TASKRUN delivers at a time",
  question:
    "A thread works for --thinktime, enters the kernel for what has completed " +
    "meanwhile, takes all of it and submits as many reads again. Since Linux " +
    "6.13 DEFER_TASKRUN delivers 20 completions each time, or as many as the " +
    "call waits for (--think-min-complete) if that is more; the others wait " +
    "for the next look. What does that cost, from which depth on, and does it " +
    "help to wait? The other modes have no such cap, and older kernels " +
    "neither.",
  base: {
    ...FIO_LOOP,
    wait: "compute",
    thinktime: 2000,
    thinkGetevents: true,
    // The submit call would deliver some too.
    submitGetevents: false,
    iodepthBatch: DEEPEST,
    iodepthBatchCompleteMax: DEEPEST,
  },
  axes: {
    thinkMinComplete: [0, 64],
    iodepth: [8, 16, 32, 64, DEEPEST],
    mode: ["default", "coop", "defer"],
  },
  presets: countPresets({ quick: 6, default: 26 }),
  table: [
    "iops",
    "cqes_per_reap",
    "lat_p50_us",
    "lat_p99_us",
    "cpu_per_io_us",
    "syscalls_per_io",
  ],
  findings: ["cap", "modes"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What each mode changes in a thread that works",
      metrics: ["iops", "lat_p50_us", "lat_p99_us"],
      items: "iodepth",
    },
    {
      kind: "panels",
      name: "cqes_per_reap",
      title: "Completions that a look takes",
      metrics: ["cqes_per_reap"],
      x: "iodepth",
      xScale: "log2",
      scale: "log",
      lines: ["mode"],
      columns: "thinkMinComplete",
    },
    {
      kind: "panels",
      name: "result_iops",
      title: "Throughput",
      metrics: ["iops"],
      x: "iodepth",
      xScale: "log2",
      scale: "linear",
      lines: ["mode"],
      columns: "thinkMinComplete",
    },
  ],
};
