/** What the tracer counted, put to what /proc tells of the same processes. */

import {
  RUN_CLASSES,
  THREAD_COUNTS,
  WAKE_CLASSES,
} from "../trace/capture/names.ts";
import type { TracedRing } from "../trace/capture/rings.ts";
import { type Snapshot, sumOf } from "../trace/capture/snapshot.ts";
import type { Sight } from "../trace/cell_trace_of.ts";
import {
  type ProcessActivity,
  type RingActivity,
  tracedCompletions,
} from "./activity.ts";
import type { Delivery } from "./traced.ts";

function deliveryTo(pid: number, trace: Snapshot, sight: Sight): Delivery {
  const threads = trace.threads.filter((thread) => thread.pid === pid);
  const rings = new Set(ringsOf(pid, trace).map(({ id }) => id));
  return {
    counts: sumOf(threads.map(({ counts }) => counts), THREAD_COUNTS),
    runs: sumOf(threads.map(({ runs }) => runs), RUN_CLASSES),
    wakes: sumOf(threads.map(({ wakes }) => wakes), WAKE_CLASSES),
    punts: trace.punts.filter(({ ring }) => rings.has(ring)),
    kicksSeen: sight.ipis,
    landingSeen: sight.landed,
  };
}

/** Whether anything was seen of a ring. */
function isActive({ requests, overflows, waits }: TracedRing): boolean {
  return overflows + waits > 0 ||
    requests.some(({ submitted, completed }) => submitted + completed > 0);
}

/** The rings of a process, but for those that were closed before. */
function ringsOf(pid: number, { rings }: Snapshot): TracedRing[] {
  return rings.filter((ring) =>
    ring.pid === pid && (ring.fd !== undefined || isActive(ring))
  );
}

/** A ring of which /proc told nothing: it was gone before anybody looked. */
function unlooked(traced: TracedRing): RingActivity {
  return {
    ring: {
      fd: traced.fd,
      inode: undefined,
      sqEntries: traced.sqEntries,
      cqEntries: traced.cqEntries,
      submitted: undefined,
      completed: undefined,
      sqThread: undefined,
      files: undefined,
      buffers: undefined,
      overflowed: 0,
    },
    completions: undefined,
    submissions: undefined,
    sqWork: { totalUs: 0, workUs: 0 },
    looks: 0,
    overflowLooks: 0,
    sharedCpuLooks: 0,
    traced,
  };
}

/**
 * The ring that /proc told of and that was closed before the tracer was asked:
 * the one of its size that completed most nearly as much.
 */
function closedRing(
  { ring: { sqEntries, cqEntries }, completions = 0 }: RingActivity,
  traced: readonly TracedRing[],
): TracedRing | undefined {
  const distance = (ring: TracedRing) =>
    Math.abs(tracedCompletions(ring) - completions);
  return traced.filter((ring) =>
    ring.fd === undefined && (sqEntries ?? ring.sqEntries) === ring.sqEntries &&
    (cqEntries ?? ring.cqEntries) === ring.cqEntries
  ).toSorted((a, b) => distance(a) - distance(b))[0];
}

function ringsWithTrace(
  known: readonly RingActivity[],
  traced: readonly TracedRing[],
): RingActivity[] {
  const left = new Set(traced);
  const take = (found: TracedRing | undefined) => {
    if (found) left.delete(found);
    return found;
  };
  const open = known.map((ring): RingActivity => ({
    ...ring,
    traced: take(
      [...left].find(({ fd }) => fd !== undefined && fd === ring.ring.fd),
    ),
  }));
  const matched = open.map((ring): RingActivity => {
    if (ring.traced) return ring;
    const closed = take(closedRing(ring, [...left]));
    return closed
      ? { ...ring, ring: { ...ring.ring, fd: undefined }, traced: closed }
      : ring;
  });
  return [...matched, ...[...left].map(unlooked)];
}

/** A process that lived between two looks only. */
function unseen(pid: number, name: string, seconds: number): ProcessActivity {
  const none = { user: 0, sq: 0, wq: 0 };
  return {
    pid,
    name,
    seconds,
    rings: [],
    cpuSeconds: none,
    threads: none,
    sleeps: 0,
    looks: 0,
    iowaitSeconds: undefined,
    sleepLooks: 0,
    iowaitLooks: 0,
  };
}

/** When the tracer was asked. */
export interface TraceTime {
  readonly sight: Sight;
  /** Since it was asked before. */
  readonly seconds: number;
  /** Since /proc was looked at last; usually 0. */
  readonly tail?: number;
  /** What /proc tells of processes in which it found no ring. */
  readonly ringless?: readonly ProcessActivity[];
}

/**
 * What some processes did, with what the tracer counted in the same time and a
 * little longer; processes and rings that only the tracer saw are added.
 */
export function withTrace(
  processes: readonly ProcessActivity[],
  trace: Snapshot,
  { sight, seconds, tail = 0, ringless = [] }: TraceTime,
): ProcessActivity[] {
  const known = new Set(processes.map(({ pid }) => pid));
  // A ring may have no descriptor, or be gone when /proc is looked at.
  const others = new Map(ringless.map((process) => [process.pid, process]));
  const all = [
    ...processes,
    ...trace.processes.filter(({ pid }) =>
      !known.has(pid) && ringsOf(pid, trace).length > 0
    ).map(({ pid, comm }) => others.get(pid) ?? unseen(pid, comm, seconds)),
  ];
  return all.map((process) => ({
    ...process,
    seconds: process.looks > 0 ? process.seconds + tail : seconds,
    rings: ringsWithTrace(process.rings, ringsOf(process.pid, trace)),
    delivery: deliveryTo(process.pid, trace, sight),
  }));
}
