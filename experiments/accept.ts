import type { Experiment } from "../lib/model/experiment.ts";
import { byEngine, SERVER_LOOP } from "./connections.ts";
import { wakerPresets } from "./presets.ts";

/** Connections that come and go: by a ring, by epoll, by a thread that blocks. */
export const accept: Experiment = {
  name: "accept",
  summary: "connections over TCP: a ring in its modes, or epoll",
  question:
    "What does a TCP connection cost who accepts and closes it, and how long " +
    "after its connect(2) is it accepted? By the number of connections under " +
    "way, by a request for each or one for all (multishot) and by mode of the " +
    "ring; beside that epoll, and a thread that blocks, in turns with the ring " +
    "of the same cell. A waker connects over loopback, from a CPU of its own " +
    "where there is one, as soon as it is asked for the next connection. It " +
    "has all of the work of TCP and sets the pace: CPU time and delivery tell " +
    "more than connections per second. A round takes what has come, and " +
    "closes it in the submit call that makes room for as many. " +
    "--registerfiles off,on compares direct descriptors. No disk, no root.",
  base: {
    ...SERVER_LOOP,
    load: "accept",
    wakeDelay: 0,
  },
  axes: {
    iodepth: [1, 16, 200],
    accept: ["single", "multishot"],
    mode: ["default", "coop", "defer"],
    engine: ["epoll", "blocking", "io_uring"],
  },
  compared: ["mode", "accept"],
  answer: "cpu_per_io_us",
  presets: wakerPresets({
    axes: { iodepth: [1, 16], mode: ["default", "defer"] },
  }),
  table: [
    "cpu_per_io_us",
    "delivery_avg_us",
    "delivery_p99_us",
    "send_avg_us",
    "iops",
    "syscalls_per_io",
  ],
  findings: [],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What a ring changes against epoll",
      metrics: ["cpu_per_io_us", "delivery_avg_us", "iops"],
      items: "iodepth",
    },
    {
      kind: "ratios",
      name: "multishot",
      title: "What one request for all changes against one for each",
      metrics: ["cpu_per_io_us", "delivery_avg_us", "iops"],
      items: "iodepth",
      axis: "accept",
    },
    byEngine({
      name: "cost",
      title: "CPU time per connection",
      metrics: ["cpu_per_io_us"],
      columns: "accept",
    }),
    byEngine({
      name: "delivery",
      title: "From connect to accepted, median",
      metrics: ["delivery_p50_us"],
      columns: "accept",
    }),
  ],
};
