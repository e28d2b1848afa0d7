import type { Experiment } from "../lib/model/experiment.ts";
import { byEngine, SERVER_LOOP } from "./connections.ts";
import { wakerPresets } from "./presets.ts";

/** An echo over TCP: by a ring in its modes, by epoll, by a thread that blocks. */
export const echo: Experiment = {
  name: "echo",
  summary: "messages over TCP: a ring in its modes, or epoll",
  question:
    "How many messages a second go there and back over loopback TCP, and " +
    "how long does each take, by the number of messages and of " +
    "connections, the mode of the ring and the way to receive? Beside that " +
    "epoll, and a thread that blocks, in turns with the ring of the same " +
    "cell. One message is under way on each connection, or eight, of which " +
    "a receive may bring several; iodepth counts the messages. The far " +
    "ends are one thread with epoll on the waker's CPU, the same for all. " +
    "A round takes what has come, sends as many messages and waits for one " +
    "in the same call. --load unix and udp are other sockets. No disk, no " +
    "root.",
  base: {
    ...SERVER_LOOP,
    load: "tcp",
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
  presets: wakerPresets({
    axes: {
      iodepth: [1, 16],
      recv: ["single", "multishot", "bundle"],
      mode: ["default", "defer"],
    },
  }),
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
    byEngine({
      name: "rate",
      title: "Messages there and back",
      metrics: ["iops"],
      columns: "recv",
      rows: "pipeline",
    }),
    byEngine({
      name: "round_trip",
      title: "Round trip, 99th percentile",
      metrics: ["lat_p99_us"],
      columns: "recv",
      rows: "pipeline",
    }),
  ],
};
