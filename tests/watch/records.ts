import type { WatchRecord } from "../../lib/watch/watch_record.ts";
import { activityBetween } from "../../lib/watch/activity.ts";
import { addInterval, tracerActivity } from "../../lib/watch/interval.ts";
import { sampleOf } from "../../lib/watch/sample.ts";
import { withTrace } from "../../lib/watch/with_trace.ts";
import { look, ring, thread } from "./looks.ts";
import { fullTrace } from "./traces.ts";

/** What a watch of three seconds leaves behind, traced or not. */
export function watchRecord(
  change: Partial<WatchRecord> = {},
  traced = true,
): WatchRecord {
  const intervals = [0, 1, 2].map((begin) => {
    const sq = { tid: 9, cpu: 1, totalUs: 1000 * begin, workUs: 100 * begin };
    const at = (seconds: number) =>
      look(seconds, {
        rings: [ring({
          completed: 1005 * seconds,
          submitted: 1005 * seconds,
          sqThread: sq,
        })],
        threads: [thread({ runNs: seconds * 4e8, sleeps: 300 * seconds })],
      });
    const processes = activityBetween(at(begin), at(begin + 1));
    const interval = { at: begin + 1, seconds: 1, processes };
    return traced
      ? {
        ...interval,
        processes: withTrace(processes, fullTrace(), {
          sight: { ipis: true, landed: true, callbacks: false, requests: true },
          seconds: 1,
        }),
        tracer: tracerActivity(fullTrace()),
      }
      : interval;
  });
  const [first, ...others] = intervals;
  return {
    run: "watch-2024-01-16T12-00-00",
    machine: { version: "0.1.0", host: "lab", kernel: "6.18.0" },
    commandLine: ["uringlab", "watch", "--pid=7"],
    startedAt: "2024-01-16T12:00:00.000Z",
    watched: "process 7",
    unseen: [],
    errnos: new Map([[5, "EIO (i/o error)"]]),
    samples: intervals.map(sampleOf),
    all: others.reduce(addInterval, first!),
    runStacks: traced
      ? [[["tctx_task_work", "io_cqring_wait"], 300, "getevents_after_sleep"]]
      : [],
    wakeStacks: traced ? [[["try_to_wake_up", "io_req_complete"], 300]] : [],
    ...change,
  };
}
