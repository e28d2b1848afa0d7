import {
  RUN_CLASSES,
  type RunClass,
  THREAD_COUNTS,
  type ThreadCount,
  WAKE_CLASSES,
  type WakeClass,
} from "../../../lib/trace/capture/names.ts";

/** What a test cares about of a thread; the rest is 0. */
export interface ThreadChange {
  tid?: number;
  globalTid?: number;
  kind?: string;
  counts?: Partial<Record<ThreadCount, number>>;
  runs?: Partial<Record<RunClass, number>>;
  wakes?: Partial<Record<WakeClass, number>>;
}

function listed<K extends string>(
  names: readonly K[],
  counts: Partial<Record<K, number>> = {},
): number[] {
  return names.map((name) => counts[name] ?? 0);
}

/** A thread as the tracer writes it. */
export function threadOf(
  { tid = 7, globalTid = 1007, kind = "user", ...rest }: ThreadChange = {},
) {
  return {
    tid,
    globalTid,
    kind,
    comm: "worker",
    counts: listed(THREAD_COUNTS, rest.counts),
    runs: listed(RUN_CLASSES, rest.runs),
    wakes: listed(WAKE_CLASSES, rest.wakes),
  };
}

/** A line of the tracer's greeting, with what a test cares about changed. */
export function helloLine(change: Record<string, unknown> = {}): string {
  const seen = (name: string) => ({
    name,
    event: name,
    state: "seen",
    why: "",
    errno: 0,
    cost: "",
  });
  return JSON.stringify({
    type: "hello",
    protocol: 1,
    kernel: "6.18.0",
    machine: "x86_64",
    tracing: true,
    why: "",
    symbols: true,
    globalPid: 1007,
    runClasses: RUN_CLASSES,
    wakeClasses: WAKE_CLASSES,
    threadCounts: THREAD_COUNTS,
    probes: [seen("send_ipi"), seen("enter_reschedule")],
    obstacles: [],
    ...change,
  });
}

/** A line that answers "snapshot", likewise. */
export function snapshotLine(change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    type: "snapshot",
    atNs: "500",
    startNs: "100",
    endNs: "18446744073709551615",
    threads: [],
    ipis: [],
    syscalls: [],
    callbacks: [],
    stacks: [],
    kicksOfOthers: 0,
    failed: { threads: 0, ipis: 0, syscalls: 0, callbacks: 0, stacks: 0 },
    programs: [],
    ...change,
  });
}
