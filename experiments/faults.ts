import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

/** Experiment 10: page faults, through which a thread enters the kernel too. */
export const faults: Experiment = {
  name: "faults",
  summary: "page faults as hidden ways into the kernel",
  question:
    "A thread that makes no system call enters the kernel all the same when " +
    "it touches memory for the first time: each page is a page fault, and on " +
    "the way out of it completions are delivered. A thread submits one read " +
    "and computes, looks into the CQ after every --thinktime of work, and " +
    "touches a page after every --think-touch-every of it: one that it has " +
    "touched before, or a fresh one. How much sooner is a completion visible " +
    "with COOP_TASKRUN, which would wait for the timer tick; what do the " +
    "faults cost where nothing waits for them; and what share of the runs of " +
    "task_work do they make? Who measures a polling thread on memory that it " +
    "did not touch before measures its faults too.",
  base: { ...FIO_LOOP, wait: "compute", thinktime: 100 },
  axes: {
    thinkTouchEvery: [20, 200, 2000],
    mode: ["default", "coop"],
    thinkTouch: ["touched", "fresh"],
  },
  compared: ["mode"],
  interactions: [["thinkTouch", "mode"]],
  answer: "lat_p50_us",
  presets: {
    quick: {
      runtime: 0.5,
      rampTime: 0.1,
      repeats: 3,
      order: "random",
      turns: { runtime: 0.3, repeats: 5 },
    },
    default: {
      runtime: 2,
      rampTime: 0.2,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.5, repeats: 20 },
    },
    document: {
      runtime: 20,
      rampTime: 1,
      repeats: 30,
      order: "random",
      turns: { runtime: 6, repeats: 100 },
    },
  },
  table: [
    "iops",
    "lat_p50_us",
    "lat_p90_us",
    "minflt_per_io",
    "runs_fault_share",
    "cpu_per_io_us",
  ],
  findings: ["faults"],
  traced: true,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What page faults change",
      metrics: ["iops", "lat_p50_us", "lat_p90_us", "cpu_per_io_us"],
      items: "thinkTouchEvery",
    },
    {
      kind: "panels",
      name: "visible_p50",
      title: "Time until a completion is visible, median",
      metrics: ["lat_p50_us"],
      x: "thinkTouchEvery",
      xScale: "log",
      scale: "log",
      lines: ["mode", "thinkTouch"],
      references: ["tick"],
    },
    {
      kind: "panels",
      name: "faults_share",
      title: "Share of the deliveries that page faults make",
      metrics: ["runs_fault_share"],
      x: "thinkTouchEvery",
      xScale: "log",
      scale: "linear",
      lines: ["mode", "thinkTouch"],
    },
    {
      kind: "panels",
      name: "faults_per_io",
      title: "Page faults per read",
      metrics: ["minflt_per_io"],
      x: "thinkTouchEvery",
      xScale: "log",
      scale: "linear",
      lines: ["mode", "thinkTouch"],
    },
    {
      kind: "panels",
      name: "result_iops",
      title: "Throughput",
      metrics: ["iops"],
      x: "thinkTouchEvery",
      xScale: "log",
      scale: "linear",
      lines: ["mode", "thinkTouch"],
    },
    {
      kind: "distribution",
      name: "visible_tail",
      title: "Time until a completion is visible, the slowest reads",
      latency: "lat",
      scale: "tail",
      lines: ["thinkTouch"],
      columns: "mode",
      rows: "thinkTouchEvery",
    },
  ],
};
