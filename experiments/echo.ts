import type { Experiment } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

/** An echo over TCP: by a ring in its modes, by epoll, by a thread that blocks. */
export const echo: Experiment = {
  name: "echo",
  summary: "messages over TCP: a ring in its modes, or epoll",
  question:
    "How many messages a second go there and back over loopback TCP, and how " +
    "long does each take, by the number of messages and of connections, the " +
    "mode of the ring and the way to receive? Beside that epoll, and a thread that blocks, in " +
    "turns with the ring of the same cell. One message is under way on each " +
    "connection, or eight, of which a receive may bring several; iodepth " +
    "counts the messages. The far ends are one thread with epoll on the " +
    "waker's CPU, the same for all. A round takes what has come, sends as " +
    "many messages and waits for one in the same call. --load unix and udp are other " +
    "sockets. No disk, no root.",
  base: {
    ...FIO_LOOP,
    load: "tcp",
    iodepthBatch: 64,
    iodepthBatchCompleteMax: 64,
    submitGetevents: false,
    submitAndWait: true,
  },
  axes: {
    iodepth: [1, 16, 1000],
    pipeline: [1, 8],
    recv: ["single", "multishot", "poll_first", "bundle"],
    mode: ["default", "coop", "defer"],
    engine: ["epoll", "blocking", "io_uring"],
  },
  compared: ["mode", "recv"],
  answer: "iops",
  presets: {
    quick: {
      runtime: 0.3,
      rampTime: 0.05,
      repeats: 3,
      order: "random",
      turns: { runtime: 0.1, repeats: 4 },
      axes: {
        iodepth: [1, 16],
        recv: ["single", "multishot", "bundle"],
        mode: ["default", "defer"],
      },
    },
    default: {
      runtime: 0.6,
      rampTime: 0.1,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: 20 },
    },
    document: {
      runtime: 10,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 2, repeats: 50 },
    },
  },
  table: [
    "iops",
    "lat_avg_us",
    "lat_p99_us",
    "delivery_avg_us",
    "cpu_per_io_us",
    "syscalls_per_io",
    "receives_per_io",
  ],
  findings: [],
  traced: false,
  charts: [
    {
      kind: "ratios",
      name: "answer",
      title: "What a ring changes against epoll",
      metrics: ["iops", "lat_avg_us", "cpu_per_io_us"],
      items: "iodepth",
    },
    {
      kind: "panels",
      name: "rate",
      title: "Messages there and back",
      metrics: ["iops"],
      x: "iodepth",
      xScale: "log",
      lines: ["engine", "mode"],
      scale: "log",
      columns: "recv",
      rows: "pipeline",
    },
    {
      kind: "panels",
      name: "round_trip",
      title: "Round trip, 99th percentile",
      metrics: ["lat_p99_us"],
      x: "iodepth",
      xScale: "log",
      lines: ["engine", "mode"],
      scale: "log",
      columns: "recv",
      rows: "pipeline",
    },
  ],
};
