/** Who uses a ring, and how it was made. */

import {
  type SetupFlag,
  setupFlag,
} from "../../model/parameters/setup_flags.ts";
import type { TracedRing } from "../../trace/capture/rings.ts";
import type { ProcessActivity } from "../activity.ts";

/** Whether a ring was made with any of these flags. */
export function hasAny(
  { flags }: TracedRing,
  ...names: readonly SetupFlag[]
): boolean {
  return names.some((name) => (flags & setupFlag(name)) !== 0);
}

/** Whether requests are seen, which they are since 6.0. */
export function seesRequests({ rings }: ProcessActivity): boolean {
  return !rings.some(({ requestsUnseen }) => requestsUnseen);
}

/** The rings of a process that the tracer has seen. */
export function tracedRings({ rings }: ProcessActivity): TracedRing[] {
  return rings.flatMap(({ traced }) => traced ?? []);
}

/** Their descriptors, as far as they have some. */
export function descriptors(rings: readonly TracedRing[]): number[] {
  return rings.flatMap(({ fd }) => fd ?? []);
}

/** "thread 7", "threads 7 and 9", "threads 7, 8 and 2 more" */
function threadsText(tids: readonly number[]): string {
  const [first, second, ...others] = tids;
  if (second === undefined) return `thread ${first}`;
  return others.length === 0
    ? `threads ${first} and ${second}`
    : `threads ${first}, ${second} and ${others.length} more`;
}

/** Whether DEFER_TASKRUN could be had by a flag alone. */
export type Deferring =
  | { readonly can: "yes"; readonly thread: number }
  /** Another thread is in the way. */
  | { readonly can: "no"; readonly why: string }
  /** Nobody waits in the kernel, which is where it would run completions. */
  | { readonly can: "unknown" };

/**
 * Whether one thread alone submits to a ring and waits for it, as SINGLE_ISSUER
 * and DEFER_TASKRUN ask for (-EEXIST otherwise; io_uring_enter(2)).
 */
export function deferring({ submitters, waiters }: TracedRing): Deferring {
  const [thread] = submitters;
  if (thread === undefined) return { can: "unknown" };
  if (submitters.length > 1) {
    return { can: "no", why: `${threadsText(submitters)} submit` };
  }
  const others = waiters.filter((tid) => tid !== thread);
  if (others.length > 0) {
    return {
      can: "no",
      why: `thread ${thread} submits and ${threadsText(others)} ` +
        `${others.length === 1 ? "waits" : "wait"}`,
    };
  }
  return waiters.length === 0 ? { can: "unknown" } : { can: "yes", thread };
}

/** The share of the average over the rings that one which is used completes. */
const IDLE = 0.1;

/**
 * The rings of a process that what is counted of its threads can be of: one
 * that does next to nothing is told neither of kicks nor of runs.
 */
export function busyRings(activity: ProcessActivity): TracedRing[] {
  const rings = tracedRings(activity);
  const all = rings.reduce((sum, ring) => sum + ringCqes(ring), 0);
  const least = IDLE * all / rings.length;
  return rings.filter((ring) => ringCqes(ring) >= least);
}

/** CQEs of a ring. */
export function ringCqes({ requests, unattributed }: TracedRing): number {
  return requests.reduce((sum, { completed }) => sum + completed, unattributed);
}
