import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";
import { wakerPresets } from "./presets.ts";

/** What the delivery of a completion costs, without a disk. */
export const delivery: Experiment = {
  name: "delivery",
  summary: "from another thread's write to the completion",
  question:
    "How long does it take from the moment at which another thread writes " +
    "to an eventfd until the completion of its read is in the worker's " +
    "hands? By mode and by way to wait: one that sleeps has to be woken, " +
    "one that spins or computes has to be kicked or to come by the kernel " +
    "for another reason, in the end the tick. On a non-interrupt core the " +
    "waker is on another CPU, on an interrupt core on the worker's own. " +
    "--waker-cpus tries a hardware thread of the same core, another cache " +
    "or another node; --load pipe, futex, msg_ring or timeout another " +
    "cause. One I/O in flight, written 20 us after its submission; where a " +
    "thread computes, 200 us between looks. No disk, no root.",
  base: {
    ...FIO_LOOP,
    load: "eventfd",
    thinktime: 200,
    submitGetevents: false,
  },
  axes: {
    core: ["non-interrupt", "interrupt"],
    wait: ["wait", "peek", "spin", "compute"],
    mode: ["default", "coop", "coop_flag", "defer"],
  },
  answer: "delivery_avg_us",
  presets: wakerPresets({ rampTime: 0.1 }),
  table: [
    "delivery_avg_us",
    "delivery_p99_us",
    "send_avg_us",
    "lat_avg_us",
    "cpu_per_io_us",
    "res_per_io",
  ],
  findings: [],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What a mode changes of the delivery",
      metrics: ["delivery_avg_us", "delivery_p99_us", "cpu_per_io_us"],
      items: "wait",
      where: { core: "non-interrupt" },
    },
    {
      kind: "matrix",
      name: "delivery",
      title: "Delivery by mode and way to wait",
      groups: "wait",
      items: "mode",
      points: "core",
      panels: [
        { metric: "delivery_p50_us", better: "lower", scale: "log" },
        { metric: "delivery_p99_us", better: "lower", scale: "log" },
        { metric: "send_avg_us", better: "lower", scale: "log" },
        { metric: "cpu_per_io_us", better: "lower", scale: "log" },
      ],
    },
    {
      kind: "distribution",
      name: "delivery_distribution",
      title: "From the waker's write to the completion",
      latency: "delivery",
      scale: "tail",
      lines: ["mode"],
      columns: "core",
      rows: "wait",
    },
  ],
};
