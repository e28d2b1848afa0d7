import type { Experiment } from "../lib/model/experiment.ts";
import { MODE_NAMES } from "../lib/model/parameters/modes.ts";
import { WAIT_NAMES } from "../lib/model/parameters/waits.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

const LATENCY = { iodepth: 1 };
const THROUGHPUT = { iodepth: 32 };

/** Which ring mode to use on this machine. */
export const modes: Experiment = {
  name: "modes",
  summary: "which ring mode to use here: each by each way to wait",
  question:
    "Which setup flags should a program use on this machine? Every ring mode " +
    "with every way to learn of completions, on a non-interrupt and on an " +
    "interrupt core: latency with one read in flight; throughput, CPU time, " +
    "kicks and system calls per read with 32. Where a thread computes between " +
    "two looks it does so for 50 us. What a mode makes impossible is shown " +
    "as impossible, with the reason.",
  // A thread that looks takes all that is there.
  base: { ...FIO_LOOP, thinktime: 50, iodepthBatchCompleteMax: 32 },
  axes: {
    core: ["non-interrupt", "interrupt"],
    wait: WAIT_NAMES,
    iodepth: [LATENCY.iodepth, THROUGHPUT.iodepth],
    mode: MODE_NAMES,
  },
  presets: {
    quick: {
      runtime: 0.3,
      rampTime: 0.1,
      repeats: 1,
      order: "random",
      turns: { runtime: 0.1, repeats: 3 },
      traced: {
        core: ["non-interrupt"],
        wait: ["wait", "compute"],
        iodepth: [THROUGHPUT.iodepth],
      },
    },
    default: {
      runtime: 0.6,
      rampTime: 0.1,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: 15 },
    },
    document: {
      runtime: 18,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 4.5, repeats: 40 },
    },
  },
  table: [
    "iops",
    "lat_p50_us",
    "lat_p99_us",
    "cpu_per_io_us",
    "kicks_per_io",
    "syscalls_per_io",
  ],
  findings: ["choice"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What each mode changes",
      metrics: ["iops", "lat_p50_us", "cpu_per_io_us"],
      items: "mode",
      where: { core: "non-interrupt" },
      at: {
        iops: THROUGHPUT,
        lat_p50_us: LATENCY,
        cpu_per_io_us: THROUGHPUT,
      },
    },
    {
      kind: "matrix",
      name: "modes",
      title: "Ring modes by way to wait",
      groups: "wait",
      items: "mode",
      points: "core",
      panels: [
        {
          metric: "iops",
          where: THROUGHPUT,
          better: "higher",
          scale: "linear",
        },
        {
          metric: "lat_p50_us",
          where: LATENCY,
          better: "lower",
          scale: "log",
        },
        {
          metric: "lat_p99_us",
          where: LATENCY,
          better: "lower",
          scale: "log",
        },
        {
          metric: "cpu_per_io_us",
          where: THROUGHPUT,
          better: "lower",
          scale: "log",
        },
        {
          metric: "kicks_per_io",
          where: THROUGHPUT,
          better: "lower",
          scale: "linear",
        },
        {
          metric: "syscalls_per_io",
          where: THROUGHPUT,
          better: "lower",
          scale: "linear",
        },
      ],
    },
  ],
};
