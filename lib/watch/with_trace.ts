/** What the tracer counted, put to what /proc tells of the same processes. */

import {
  RUN_CLASSES,
  THREAD_COUNTS,
  WAKE_CLASSES,
} from "../trace/capture/names.ts";
import type { TracedRing } from "../trace/capture/rings.ts";
import { type Snapshot, sumOf } from "../trace/capture/snapshot.ts";
import type { Sight } from "../trace/cell_trace_of.ts";
import type { ProcessActivity, RingActivity } from "./activity.ts";
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

function ringsWithTrace(
  known: readonly RingActivity[],
  traced: readonly TracedRing[],
): RingActivity[] {
  const found = (ring: RingActivity) =>
    traced.find(({ fd }) => fd !== undefined && fd === ring.ring.fd);
  const matched = known.map((ring): RingActivity => ({
    ...ring,
    traced: found(ring),
  }));
  const told = new Set(matched.map(({ traced }) => traced?.id));
  return [
    ...matched,
    ...traced.filter(({ id }) => !told.has(id)).map(unlooked),
  ];
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

/**
 * What some processes did in `seconds`, with what the tracer counted in the same
 * time; processes and rings that only the tracer saw are added.
 */
export function withTrace(
  processes: readonly ProcessActivity[],
  trace: Snapshot,
  { sight, seconds }: { readonly sight: Sight; readonly seconds: number },
): ProcessActivity[] {
  const known = new Set(processes.map(({ pid }) => pid));
  const all = [
    ...processes,
    ...trace.processes.filter(({ pid }) =>
      !known.has(pid) && ringsOf(pid, trace).length > 0
    ).map(({ pid, comm }) => unseen(pid, comm, seconds)),
  ];
  return all.map((process) => ({
    ...process,
    // The tracer counts to the end of it, also what ended before.
    seconds,
    rings: ringsWithTrace(process.rings, ringsOf(process.pid, trace)),
    delivery: deliveryTo(process.pid, trace, sight),
  }));
}
