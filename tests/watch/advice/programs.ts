/** What the programs of c/tests/rings do in a second, as the tracer tells it. */

import { setupFlag } from "../../../lib/model/parameters/setup_flags.ts";
import {
  activityBetween,
  type ProcessActivity,
} from "../../../lib/watch/activity.ts";
import { withTrace } from "../../../lib/watch/with_trace.ts";
import {
  puntOf,
  requestOf,
  ringOf,
  threadOf,
} from "../../trace/capture/lines.ts";
import { look, ring, seenOften, thread } from "../looks.ts";
import { traceOf } from "../traces.ts";

const COOP = setupFlag("COOP_TASKRUN");
const DEFER = setupFlag("SINGLE_ISSUER") + setupFlag("DEFER_TASKRUN");
const SQ = { tid: 9, cpu: 0, totalUs: 0, workUs: 0 };

/** A process after a second; what a program does is put over it. */
interface Second {
  ring?: Parameters<typeof ring>[0];
  threads?: ReturnType<typeof thread>[];
  waitsAsDisk?: boolean;
  /** Looks in that second. */
  looks?: number;
  thread?: Parameters<typeof threadOf>[0];
  traced?: Record<string, unknown>;
  punts?: Record<string, unknown>[];
}

/** A second of a process without the tracer. */
function untraced(second: Second): ProcessActivity {
  const sqThread = second.ring?.sqThread && SQ;
  const [activity] = activityBetween(
    look(0, { rings: [ring({ sqThread })] }),
    look(1, {
      rings: [ring({ completed: 1000, submitted: 1000, ...second.ring })],
      threads: second.threads ?? [thread({ runNs: 1e9 })],
      waitsAsDisk: second.waitsAsDisk ?? false,
    }),
  );
  const { looks = 10 } = second;
  return {
    ...seenOften(activity!, looks),
    sleepLooks: looks,
    iowaitLooks: second.waitsAsDisk ? looks : 0,
  };
}

/** The same with the tracer. */
function traced(second: Second): ProcessActivity {
  const trace = traceOf({
    threads: [threadOf({
      ...second.thread,
      counts: { ticks: 250, ...second.thread?.counts },
    })],
    rings: [ringOf({
      flags: DEFER,
      submitters: [7],
      waiters: [7],
      submitCalls: 1000,
      requests: [requestOf({ submitted: 1000, completed: 1000 })],
      ...second.traced,
    })],
    punts: second.punts?.map((punt) => puntOf(punt)) ?? [],
  });
  const sight = { ipis: true, landed: true, callbacks: false, requests: true };
  return withTrace([untraced(second)], trace, {
    sight,
    seconds: 1,
  })[0]!;
}

/** By their names; each has at most the fault that it is called by. */
export const PROGRAMS = {
  nops: traced({
    traced: {
      flags: 0,
      waiters: [],
      requests: [requestOf({ opcode: 0, submitted: 1000, completed: 1000 })],
    },
  }),
  good: traced({
    thread: { counts: { waits: 900, waits_slept: 900 }, wakes: { other: 900 } },
    traced: { waits: 900 },
  }),
  kicks: traced({
    thread: {
      counts: { kicks: 900, kicks_in_kernel: 850, kicks_in_user: 50 },
      runs: { other_syscall: 850, reschedule_ipi: 150 },
    },
    traced: { flags: 0, waiters: [] },
  }),
  deferrable: traced({
    thread: { runs: { other_syscall: 875, getevents_after_sleep: 125 } },
    traced: { flags: COOP, waits: 125, waitsOnly: 125 },
  }),
  second: traced({
    thread: { runs: { other_syscall: 1000 } },
    traced: { flags: COOP, waiters: [8], waits: 1000, waitsOnly: 1000 },
  }),
  tick: traced({
    thread: { runs: { timer: 245, scheduled_in: 5 } },
    traced: { flags: COOP, waiters: [] },
  }),
  peeks: traced({
    thread: {
      counts: { ticks: 250, ticks_in_peeks: 200 },
      runs: { getevents_before_sleep: 1000 },
    },
    traced: { waiters: [], localRuns: 1000, localItems: 1000 },
  }),
  capped: traced({
    thread: { runs: { getevents_before_sleep: 50 } },
    traced: {
      localRuns: 50,
      localItems: 1000,
      cappedRuns: 40,
      submitCalls: 10,
    },
  }),
  apart: traced({
    thread: { counts: { waits: 990, waits_slept: 990 }, wakes: { other: 990 } },
    traced: { waits: 990, waitsOnly: 990 },
  }),
  wq: traced({
    thread: { counts: { async_submissions: 1000 } },
    traced: { waits: 1000 },
    punts: [{ count: 1000, forced: true, kind: "char", file: "zero" }],
  }),
  overflow: traced({
    ring: { overflowed: 5 },
    traced: { flags: 0, waiters: [], overflows: 5 },
  }),
  idle: traced({
    ring: { sqThread: { ...SQ, cpu: 1, totalUs: 1e6, workUs: 10 } },
    traced: { flags: setupFlag("SQPOLL"), waiters: [], submitters: [9] },
  }),
  shared: traced({
    ring: { sqThread: { ...SQ, totalUs: 5e5, workUs: 10 } },
    threads: [
      thread({ runNs: 5e8 }),
      thread({ tid: 9, kind: "sq", runNs: 5e8 }),
    ],
    traced: { flags: setupFlag("SQPOLL"), waiters: [], submitters: [9] },
  }),
  iowait: traced({
    waitsAsDisk: true,
    ring: { completed: 0 },
    traced: { waits: 20, waitsOnly: 20, submitCalls: 0, requests: [] },
  }),
  unregistered: traced({
    traced: {
      submitCalls: 10_000,
      requests: [requestOf({ submitted: 320_000, completed: 320_000 })],
    },
  }),
} as const satisfies Record<string, ProcessActivity>;

/** The same without the tracer, where /proc alone tells the fault. */
export const UNTRACED = {
  nops: untraced({}),
  wq: untraced({
    threads: [
      thread({ runNs: 5e8 }),
      thread({ tid: 10, kind: "wq", runNs: 5e8 }),
    ],
  }),
  overflow: untraced({ ring: { overflowed: 5 } }),
} as const satisfies Record<string, ProcessActivity>;

export { traced, untraced };
