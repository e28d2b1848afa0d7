import { PROTOCOL } from "../../../lib/trace/capture/protocol.ts";
import { MAPS } from "../../../lib/trace/capture/snapshot.ts";
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
  pid?: number;
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
  { tid = 7, globalTid = 1007, pid = 7, kind = "user", ...rest }: ThreadChange =
    {},
) {
  return {
    tid,
    globalTid,
    pid,
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
    protocol: PROTOCOL,
    kernel: "6.18.0",
    machine: "x86_64",
    tracing: true,
    why: "",
    symbols: true,
    requests: true,
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
    failed: failedOf(),
    programs: [],
    ...change,
  });
}

/** What maps refused as the tracer writes it. */
export function failedOf(change: Record<string, number> = {}) {
  return { ...Object.fromEntries(MAPS.map((name) => [name, 0])), ...change };
}

/** A program's counts as the tracer writes them. */
export function programOf(change: Record<string, unknown> = {}) {
  return {
    name: "complete",
    fired: 0,
    missed: 0,
    timedRuns: 0,
    timedNs: 0,
    ...change,
  };
}

/** Requests of one opcode as the tracer writes them: reads, none of them. */
export function requestOf(change: Record<string, unknown> = {}) {
  return {
    opcode: 22,
    submitted: 0,
    completed: 0,
    failures: [],
    short: 0,
    sized: 0,
    bytesAsked: 0,
    linked: 0,
    multishot: 0,
    fixedFile: 0,
    fixedBuffer: 0,
    silent: 0,
    latency: { counts: [], sumNs: "0", maxNs: 0, samples: 0 },
    ...change,
  };
}

/** A process as the tracer writes it, which has used io_uring since ever. */
export function processOf(change: Record<string, unknown> = {}) {
  return {
    pid: 7,
    globalPid: 1007,
    comm: "db",
    usedNs: null,
    endedNs: null,
    ...change,
  };
}

/** A ring as the tracer writes it; its descriptor is closed where it is null. */
export function ringOf(change: Record<string, unknown> = {}) {
  return {
    id: "1",
    pid: 7,
    open: change.fd !== null,
    fd: 3,
    inode: null,
    flags: 0,
    sqEntries: 64,
    cqEntries: 128,
    submitters: [],
    waiters: [],
    submitCalls: 0,
    waits: 0,
    waitsOnly: 0,
    overflows: 0,
    unattributed: 0,
    notifications: 0,
    localRuns: 0,
    localItems: 0,
    cappedRuns: 0,
    requests: [],
    ...change,
  };
}

/** Requests given to io-wq as the tracer writes them. */
export function puntOf(change: Record<string, unknown> = {}) {
  return {
    ring: "1",
    opcode: 22,
    count: 1,
    forced: false,
    file: "data",
    kind: "regular",
    direct: false,
    nowait: true,
    filesystem: "ext4",
    ...change,
  };
}
