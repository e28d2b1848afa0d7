import { counted, type RingInfo } from "../host/ring_info.ts";
import type { ThreadInfo, ThreadKind } from "../host/threads.ts";
import type { TracedRing } from "../trace/capture/rings.ts";
import type { Look, LookedRing, WatchedProcess } from "./look.ts";
import { addDelivery, addTracedRing, type Delivery } from "./traced.ts";

/** A ring as /proc tells it, or, where only the tracer does, as much of it. */
export interface WatchedRing extends Omit<RingInfo, "fd"> {
  /** Undefined where it has none, as it was closed or is registered only. */
  readonly fd: number | undefined;
  /** The one that it had until it was closed. */
  readonly lastFd?: number | undefined;
}

/** What one ring did between two looks, or over several of them. */
export interface RingActivity {
  /** As it was at the end. */
  readonly ring: WatchedRing;
  /** What the tracer counted; undefined where nothing was traced. */
  readonly traced?: TracedRing | undefined;
  /** It sees the ring, but none of its requests: before 6.0. */
  readonly requestsUnseen?: boolean | undefined;
  readonly completions: number | undefined;
  readonly submissions: number | undefined;
  /** Of the SQ thread's time the share in which it found work. */
  readonly sqWork: { readonly totalUs: number; readonly workUs: number };
  /**
   * Looks that it was told at (none where only the tracer saw it), and those of
   * them that found CQEs beside the queue.
   */
  readonly looks: number;
  readonly overflowLooks: number;
  /** Looks at which the SQ thread, which ran, was on the CPU of one that did. */
  readonly sharedCpuLooks: number;
}

/** What one process did. */
export interface ProcessActivity {
  readonly pid: number;
  readonly name: string;
  /** How long it used io_uring meanwhile, as well as that is known. */
  readonly seconds: number;
  /**
   * The part of it that looks at /proc covered: what it tells of CPU time and
   * sleeps is of that, and not of the last moments of a process that ended.
   */
  readonly lookedSeconds: number;
  readonly rings: readonly RingActivity[];
  /** CPU time of its threads by kind, in seconds. */
  readonly cpuSeconds: Readonly<Record<ThreadKind, number>>;
  /** The most threads of each kind that there were. */
  readonly threads: Readonly<Record<ThreadKind, number>>;
  /** How often threads of its own gave up their CPU to wait. */
  readonly sleeps: number;
  /** Looks at /proc that saw it: without one its CPU time is not known. */
  readonly looks: number;
  /**
   * CPU time, in s, that counted as iowait meanwhile: of the whole machine, as
   * the kernel does not tell for whom a CPU waits.
   */
  readonly iowaitSeconds: number | undefined;
  /**
   * Looks at which it could be told where its threads sleep, and those at which
   * one slept in io_uring_enter(2) as if it waited for a disk.
   */
  readonly sleepLooks: number;
  readonly iowaitLooks: number;
  /** What the tracer counted; undefined where nothing was traced. */
  readonly delivery?: Delivery | undefined;
}

const KINDS = ["user", "sq", "wq"] as const satisfies ThreadKind[];

function byKind(
  value: (kind: ThreadKind) => number,
): Record<ThreadKind, number> {
  return { user: value("user"), sq: value("sq"), wq: value("wq") };
}

/** Who ran between two looks, with what they took of it. */
interface RunningThread extends ThreadInfo {
  readonly ranNs: number;
  readonly slept: number;
}

function running(
  before: readonly ThreadInfo[],
  after: readonly ThreadInfo[],
): RunningThread[] {
  const known = new Map(before.map((thread) => [thread.tid, thread]));
  return after.map((thread) => {
    const then = known.get(thread.tid);
    // A thread that was made meanwhile did all that it did since.
    return {
      ...thread,
      ranNs: Math.max(0, thread.runNs - (then?.runNs ?? 0)),
      slept: Math.max(0, thread.sleeps - (then?.sleeps ?? 0)),
    };
  });
}

function ringActivity(
  before: LookedRing | undefined,
  { isOld = false, ...ring }: LookedRing,
  threads: readonly RunningThread[],
): RingActivity {
  // A ring that was made meanwhile began at 0; one that was never told may have
  // begun at anything.
  const since = (of: (ring: RingInfo) => number | undefined) => {
    const then = before ? of(before) : 0;
    return then === undefined ? 0 : Math.max(0, (of(ring) ?? 0) - then);
  };
  const { sqThread } = ring;
  const ran = threads.filter(({ ranNs }) => ranNs > 0);
  // One that slept all the time was in nobody's way.
  const shared = sqThread !== undefined &&
    ran.some(({ tid }) => tid === sqThread.tid) &&
    ran.some(({ kind, cpu }) => kind === "user" && cpu === sqThread.cpu);
  return {
    ring,
    completions: counted(before ? before.completed : 0, ring.completed),
    submissions: counted(before ? before.submitted : 0, ring.submitted),
    sqWork: {
      totalUs: since(({ sqThread }) => sqThread?.totalUs),
      workUs: since(({ sqThread }) => sqThread?.workUs),
    },
    looks: isOld ? 0 : 1,
    overflowLooks: !isOld && ring.overflowed > 0 ? 1 : 0,
    sharedCpuLooks: !isOld && shared ? 1 : 0,
  };
}

/** Rings are told apart by their inode, or else by their descriptor. */
function ringKey({ inode, fd }: WatchedRing): string {
  return inode === undefined ? `fd ${fd}` : `inode ${inode}`;
}

/**
 * Whether both are the same ring: the tracer's number tells, where both have
 * one, and what /proc says where one has none.
 */
function isSameRing(a: RingActivity, b: RingActivity): boolean {
  if (a.traced && b.traced) return a.traced.id === b.traced.id;
  return ringKey(a.ring) === ringKey(b.ring);
}

/** "ring 3"; one that is closed, or only registered, has no descriptor. */
export function ringName({ ring: { fd } }: RingActivity): string {
  return fd === undefined ? "a ring without a descriptor" : `ring ${fd}`;
}

function processActivity(
  before: WatchedProcess | undefined,
  after: WatchedProcess,
  { seconds, iowaitSeconds }: Pick<
    ProcessActivity,
    "seconds" | "iowaitSeconds"
  >,
): ProcessActivity {
  const threads = running(before?.threads ?? [], after.threads);
  const known = new Map(
    before?.rings.map((ring) => [ringKey(ring), ring]),
  );
  const of = (kind: ThreadKind) => threads.filter((one) => one.kind === kind);
  const sum = (
    some: readonly RunningThread[],
    value: (thread: RunningThread) => number,
  ) => some.reduce((all, thread) => all + value(thread), 0);
  return {
    pid: after.pid,
    name: after.name,
    seconds,
    lookedSeconds: seconds,
    rings: after.rings.map((ring) =>
      ringActivity(known.get(ringKey(ring)), ring, threads)
    ),
    cpuSeconds: byKind((kind) => sum(of(kind), ({ ranNs }) => ranNs) / 1e9),
    threads: byKind((kind) => of(kind).length),
    sleeps: sum(of("user"), ({ slept }) => slept),
    looks: 1,
    iowaitSeconds,
    sleepLooks: after.waitsAsDisk === undefined ? 0 : 1,
    iowaitLooks: after.waitsAsDisk ? 1 : 0,
  };
}

/**
 * What the processes did that the second of two looks saw. What began between
 * them did all that it did since; what ended in between is not in it.
 */
export function activityBetween(before: Look, after: Look): ProcessActivity[] {
  const seconds = Number(after.ns - before.ns) / 1e9;
  // The kernel does not keep it from running backwards.
  const iowaitSeconds =
    before.iowaitSeconds === undefined || after.iowaitSeconds === undefined
      ? undefined
      : Math.max(0, after.iowaitSeconds - before.iowaitSeconds);
  const known = new Map(before.processes.map((one) => [one.pid, one]));
  return after.processes.map((process) =>
    processActivity(known.get(process.pid), process, { seconds, iowaitSeconds })
  );
}

function added(a: number | undefined, b: number | undefined) {
  return a === undefined || b === undefined ? a ?? b : a + b;
}

function both<T>(
  a: T | undefined,
  b: T | undefined,
  add: (one: T, other: T) => T,
): T | undefined {
  return a === undefined || b === undefined ? a ?? b : add(a, b);
}

function addRing(a: RingActivity | undefined, b: RingActivity): RingActivity {
  if (!a) return b;
  return {
    // A ring that is closed says no more what it was.
    ring: b.looks > 0 ? b.ring : { ...a.ring, fd: b.ring.fd },
    traced: both(a.traced, b.traced, addTracedRing),
    requestsUnseen: a.requestsUnseen || b.requestsUnseen,
    completions: added(a.completions, b.completions),
    submissions: added(a.submissions, b.submissions),
    sqWork: {
      totalUs: a.sqWork.totalUs + b.sqWork.totalUs,
      workUs: a.sqWork.workUs + b.sqWork.workUs,
    },
    looks: a.looks + b.looks,
    overflowLooks: a.overflowLooks + b.overflowLooks,
    sharedCpuLooks: a.sharedCpuLooks + b.sharedCpuLooks,
  };
}

function closedRing({ fd, lastFd, ...ring }: WatchedRing): WatchedRing {
  return { ...ring, fd: undefined, lastFd: fd ?? lastFd };
}

function addProcess(
  a: ProcessActivity | undefined,
  b: ProcessActivity,
): ProcessActivity {
  if (!a) return b;
  // What is not there any more was closed; its descriptor may be another's.
  const rings = a.rings.map((ring) =>
    b.rings.some((other) => isSameRing(ring, other))
      ? ring
      : { ...ring, ring: closedRing(ring.ring) }
  );
  for (const one of b.rings) {
    const at = rings.findIndex((ring) => isSameRing(ring, one));
    if (at < 0) rings.push(one);
    else rings[at] = addRing(rings[at], one);
  }
  return {
    pid: b.pid,
    name: b.name,
    seconds: a.seconds + b.seconds,
    lookedSeconds: a.lookedSeconds + b.lookedSeconds,
    rings,
    cpuSeconds: byKind((kind) => a.cpuSeconds[kind] + b.cpuSeconds[kind]),
    threads: byKind((kind) => Math.max(a.threads[kind], b.threads[kind])),
    sleeps: a.sleeps + b.sleeps,
    looks: a.looks + b.looks,
    iowaitSeconds: added(a.iowaitSeconds, b.iowaitSeconds),
    sleepLooks: a.sleepLooks + b.sleepLooks,
    iowaitLooks: a.iowaitLooks + b.iowaitLooks,
    delivery: both(a.delivery, b.delivery, addDelivery),
  };
}

/** Adds what happened between two more looks to what did before. */
export function addActivity(
  all: readonly ProcessActivity[],
  more: readonly ProcessActivity[],
): ProcessActivity[] {
  const sums = new Map(all.map((one) => [one.pid, one]));
  for (const one of more) sums.set(one.pid, addProcess(sums.get(one.pid), one));
  return [...sums.values()];
}

/** Those of them that have a ring. */
export function withRings(
  all: readonly ProcessActivity[],
): ProcessActivity[] {
  return all.filter(({ rings }) => rings.length > 0);
}

/** Those in which none was found. */
export function withoutRings(
  all: readonly ProcessActivity[],
): ProcessActivity[] {
  return all.filter(({ rings }) => rings.length === 0);
}

/** CQEs that the tracer counted. */
export function tracedCompletions(
  { requests, unattributed, notifications }: TracedRing,
): number {
  return requests.reduce(
    (sum, { completed }) => sum + completed,
    unattributed + notifications,
  );
}

/**
 * Completions of a ring: what the tracer counted, or else what /proc says;
 * undefined where this kernel does not tell.
 */
export function ringCompletions(
  { traced, completions, requestsUnseen }: RingActivity,
): number | undefined {
  return traced && !requestsUnseen ? tracedCompletions(traced) : completions;
}

/** Completions of all rings; undefined where this kernel does not tell. */
export function completionsOf(
  { rings }: ProcessActivity,
): number | undefined {
  return rings.reduce(
    (all: number | undefined, ring) => added(all, ringCompletions(ring)),
    undefined,
  );
}

/**
 * The CPUs that its threads of some kinds took on average, of all if none is
 * named; undefined where it was not looked at.
 */
export function cpusOf(
  { cpuSeconds, lookedSeconds }: ProcessActivity,
  ...kinds: readonly ThreadKind[]
): number | undefined {
  if (lookedSeconds <= 0) return undefined;
  const some = kinds.length > 0 ? kinds : KINDS;
  return some.reduce((all, kind) => all + cpuSeconds[kind], 0) / lookedSeconds;
}

/** CPU time of all threads, in seconds. */
export function cpuOf({ cpuSeconds }: ProcessActivity): number {
  return KINDS.reduce((all, kind) => all + cpuSeconds[kind], 0);
}
