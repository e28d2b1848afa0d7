/** Sums of what the tracer counted of rings and of their requests. */

import type {
  RunClass,
  ThreadCount,
  WakeClass,
} from "../trace/capture/names.ts";
import type {
  LatencyCount,
  PuntCount,
  RequestCount,
  TracedRing,
} from "../trace/capture/rings.ts";
import type { Counts } from "../trace/capture/snapshot.ts";

/** How completions came to the threads of a process. */
export interface Delivery {
  /** Of all its threads, those that the kernel made for it among them. */
  readonly counts: Counts<ThreadCount>;
  readonly runs: Counts<RunClass>;
  readonly wakes: Counts<WakeClass>;
  /** Requests that were given to io-wq. */
  readonly punts: readonly PuntCount[];
  /** Whether this kernel shows kicks, and where they land; else both are 0. */
  readonly kicksSeen: boolean;
  readonly landingSeen: boolean;
}

/** Counts by name, added. */
function addCounts<K extends string>(
  a: Counts<K>,
  b: Counts<K>,
): Counts<K> {
  const sum: Record<K, number> = { ...a };
  for (const name of Object.keys(sum) as K[]) sum[name] += b[name];
  return sum;
}

/** Entries of two lists that are the same by a key, added. */
function addLists<T>(
  a: readonly T[],
  b: readonly T[],
  key: (entry: T) => string | number,
  add: (one: T, other: T) => T,
): T[] {
  const sums = new Map(a.map((entry) => [key(entry), entry]));
  for (const entry of b) {
    const before = sums.get(key(entry));
    sums.set(key(entry), before === undefined ? entry : add(before, entry));
  }
  return [...sums.values()];
}

function addMaps<K>(
  a: ReadonlyMap<K, number>,
  b: ReadonlyMap<K, number>,
): Map<K, number> {
  const sums = new Map(a);
  for (const [key, count] of b) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}

/** A sum that is known only where both of its parts are. */
function addKnown(
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function addLatency(a: LatencyCount, b: LatencyCount): LatencyCount {
  return {
    counts: addMaps(a.counts, b.counts),
    sumNs: a.sumNs + b.sumNs,
    maxNs: Math.max(a.maxNs, b.maxNs),
    samples: a.samples + b.samples,
  };
}

function addRequest(
  { opcode, failures, short, latency, ...counts }: RequestCount,
  b: RequestCount,
): RequestCount {
  return {
    ...addCounts<keyof typeof counts>(counts, b),
    opcode,
    failures: addMaps(failures, b.failures),
    short: addKnown(short, b.short),
    latency: addLatency(latency, b.latency),
  };
}

/** Requests of several rings or times together, an entry for each opcode. */
export function addRequests(
  a: readonly RequestCount[],
  b: readonly RequestCount[],
): RequestCount[] {
  return addLists(a, b, ({ opcode }) => opcode, addRequest);
}

/** A ring at two times together, as it was at the later one. */
export function addTracedRing(a: TracedRing, b: TracedRing): TracedRing {
  const union = (of: (ring: TracedRing) => readonly number[]) => [
    ...new Set([...of(a), ...of(b)]),
  ];
  return {
    ...b,
    submitters: union(({ submitters }) => submitters),
    waiters: union(({ waiters }) => waiters),
    submitCalls: a.submitCalls + b.submitCalls,
    waits: a.waits + b.waits,
    waitsOnly: a.waitsOnly + b.waitsOnly,
    overflows: a.overflows + b.overflows,
    unattributed: a.unattributed + b.unattributed,
    notifications: a.notifications + b.notifications,
    localRuns: a.localRuns + b.localRuns,
    localItems: a.localItems + b.localItems,
    cappedRuns: addKnown(a.cappedRuns, b.cappedRuns),
    requests: addRequests(a.requests, b.requests),
  };
}

/** What makes two counts of punted requests the same. */
function puntKey({ count: _, ...rest }: PuntCount): string {
  return JSON.stringify(Object.entries(rest).sort());
}

/** Deliveries to the threads of one process, added. */
export function addDelivery(a: Delivery, b: Delivery): Delivery {
  return {
    counts: addCounts(a.counts, b.counts),
    runs: addCounts(a.runs, b.runs),
    wakes: addCounts(a.wakes, b.wakes),
    punts: addLists(a.punts, b.punts, puntKey, (one, other) => ({
      ...one,
      count: one.count + other.count,
    })),
    kicksSeen: a.kicksSeen && b.kicksSeen,
    landingSeen: a.landingSeen && b.landingSeen,
  };
}
