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

/** Whether it was not closed before. */
function isThere(ring: TracedRing): boolean {
  return ring.fd !== undefined || isActive(ring);
}

/** The rings of a process, but for those that were closed before. */
function ringsOf(pid: number, { rings }: Snapshot): TracedRing[] {
  return rings.filter((ring) => ring.pid === pid && isThere(ring));
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
 * The tracer's ring of one that /proc told of: by its file, or by its descriptor
 * where the tracer has not looked for it yet. Of several that had that one after
 * another it is the one that completed most nearly as much.
 */
function ringOf(
  { ring, completions = 0 }: RingActivity,
  traced: readonly TracedRing[],
): TracedRing | undefined {
  const { inode, fd = ring.lastFd, sqEntries, cqEntries } = ring;
  const same = traced.find((one) => inode !== undefined && one.inode === inode);
  if (same) return same;
  const open = traced.find((one) =>
    one.fd !== undefined && one.fd === ring.fd &&
    (inode === undefined || one.inode === undefined)
  );
  if (open) return open;
  const distance = (ring: TracedRing) =>
    Math.abs(tracedCompletions(ring) - completions);
  return traced.filter((one) =>
    fd !== undefined && one.lastFd === fd &&
    (inode === undefined || one.inode === undefined) &&
    (sqEntries ?? one.sqEntries) === one.sqEntries &&
    (cqEntries ?? one.cqEntries) === one.cqEntries
  ).toSorted((a, b) => distance(a) - distance(b))[0];
}

function ringsWithTrace(
  known: readonly RingActivity[],
  pid: number,
  trace: Snapshot,
): RingActivity[] {
  const traced = trace.rings.filter((ring) => ring.pid === pid);
  const left = new Set(traced);
  const matched = known.map((ring): RingActivity => {
    const found = ringOf(ring, [...left]);
    if (!found) return ring;
    left.delete(found);
    return { ...ring, ring: { ...ring.ring, fd: found.fd }, traced: found };
  });
  return [...matched, ...[...left].filter(isThere).map(unlooked)];
}

/** A process that lived between two looks only. */
function unseen(pid: number, name: string, seconds: number): ProcessActivity {
  const none = { user: 0, sq: 0, wq: 0 };
  return {
    pid,
    name,
    seconds,
    lookedSeconds: 0,
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

/** A rate is of this time at least. */
const LEAST_SECONDS = 1e-6;

/**
 * How long a process used io_uring in the time that a trace is of, s: from its
 * first ring to its end. Undefined where the tracer does not know it.
 */
function usedSeconds(pid: number, trace: Snapshot): number | undefined {
  // A number may be given again.
  const spans = trace.processes.flatMap(({ pid: of, usedNs, endedNs }) => {
    if (of !== pid || usedNs === undefined) return [];
    const start = usedNs > trace.startNs ? usedNs : trace.startNs;
    const end = endedNs !== undefined && endedNs < trace.endNs
      ? endedNs
      : trace.endNs;
    return Number(end - start) / 1e9;
  });
  return spans.length === 0 ? undefined : Math.max(
    LEAST_SECONDS,
    spans.reduce((sum, seconds) => sum + Math.max(0, seconds), 0),
  );
}

/** When the tracer was asked. */
export interface TraceTime {
  readonly sight: Sight;
  /** Since it was asked before. */
  readonly seconds: number;
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
  { sight, seconds, ringless = [] }: TraceTime,
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
    seconds: usedSeconds(process.pid, trace) ?? seconds,
    rings: ringsWithTrace(process.rings, process.pid, trace).map((
      ring,
    ) =>
      ring.traced && !sight.requests ? { ...ring, requestsUnseen: true } : ring
    ),
    delivery: deliveryTo(process.pid, trace, sight),
  }));
}
