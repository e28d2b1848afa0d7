import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

/** Experiment 10: when a completion is visible to a thread that computes. */
export const exp10: Experiment = {
  name: "exp10",
  alias: "visibility",
  summary: "where COOP_TASKRUN hurts: a thread that computes",
  question:
    "A thread submits one read and computes, without a system call. How long " +
    "until the completion is visible to the one who wants it: to the thread " +
    "itself, which looks into the CQ after every --thinktime of work " +
    "(compute), to another that waits on the same ring (second_thread), or " +
    "to one that reads the ring's eventfd? With COOP_TASKRUN nobody " +
    "interrupts the thread, so it takes until the timer tick does; looking " +
    "with TASKRUN_FLAG set (coop_flag) or a system call after each thinktime " +
    "(--think-getevents) is the remedy. With DEFER_TASKRUN only the system " +
    "call helps. A read that follows on one which the tick delivered starts " +
    "in step with the tick; --phase random has reads start anywhere in its " +
    "period, and --phase locked,random shows both.",
  base: { ...FIO_LOOP, numberIos: 340 },
  axes: {
    core: ["non-interrupt", "interrupt"],
    wait: ["compute", "second_thread", "eventfd"],
    thinkGetevents: [false, true],
    thinktime: [0, 100, 1000, 3000, 9000],
    mode: ["default", "coop", "coop_flag", "defer"],
  },
  answer: "lat_p50_us",
  presets: {
    quick: {
      runtime: 0.2,
      rampTime: 0.02,
      repeats: 3,
      order: "random",
      axes: { thinktime: [0, 100, 3000] },
    },
    default: { runtime: 4, rampTime: 0.1, repeats: 3, order: "random" },
    document: { runtime: 20, rampTime: 1, repeats: 30, order: "random" },
  },
  table: [
    "ios",
    "lat_p50_us",
    "lat_p99_us",
    "lat_max_us",
    "syscalls_per_io",
  ],
  findings: ["tick", "phase"],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "How much later a completion is visible",
      metrics: ["lat_p50_us", "lat_p99_us"],
      items: "thinktime",
      where: { core: "non-interrupt", thinkGetevents: false },
    },
    {
      kind: "panels",
      name: "visible_p50",
      title: "Time until a completion is visible, median",
      metrics: ["lat_p50_us"],
      x: "thinktime",
      xScale: "log",
      scale: "log",
      lines: ["mode", "thinkGetevents"],
      columns: "wait",
      rows: "core",
      references: ["tick", "equal"],
    },
    {
      kind: "panels",
      name: "visible_p99",
      title: "Time until a completion is visible, 99th percentile",
      metrics: ["lat_p99_us"],
      x: "thinktime",
      xScale: "log",
      scale: "log",
      lines: ["mode", "thinkGetevents"],
      columns: "wait",
      rows: "core",
      references: ["tick", "equal"],
    },
    {
      kind: "distribution",
      name: "visible_distribution",
      title: "Time until a completion is visible, thinktime 100 us",
      latency: "lat",
      lines: ["mode", "thinkGetevents"],
      columns: "wait",
      rows: "core",
      where: { thinktime: 100 },
    },
  ],
};
