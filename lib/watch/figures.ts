/** Figures of what a process did, from what was counted. */

import { ERRNO } from "../base/errno.ts";
import { bucketEnd } from "../trace/capture/latency.ts";
import { setupFlag } from "../model/parameters/setup_flags.ts";
import type {
  LatencyCount,
  RequestCount,
  TracedRing,
} from "../trace/capture/rings.ts";
import { total } from "../trace/traced_cell.ts";
import type { ProcessActivity } from "./activity.ts";
import { operationName } from "./opcodes.ts";
import { addRequests } from "./traced.ts";

/** Requests of all rings of a process by opcode, the most frequent first. */
export function requestsOf({ rings }: ProcessActivity): RequestCount[] {
  return rings.reduce(
    (all: RequestCount[], { traced }) =>
      addRequests(all, traced?.requests ?? []),
    [],
  ).filter(({ submitted, completed }) => submitted + completed > 0)
    .sort((a, b) => b.completed - a.completed || a.opcode - b.opcode);
}

function isTimeout(opcode: number): boolean {
  return ["TIMEOUT", "LINK_TIMEOUT"].includes(operationName(opcode));
}

/** Failures by errno, without those that are what a timeout is for. */
export function failuresOf(
  { opcode, failures }: RequestCount,
): ReadonlyMap<number, number> {
  if (!isTimeout(opcode)) return failures;
  return new Map(
    [...failures].filter(([errno]) =>
      errno !== ERRNO.ETIME && errno !== ERRNO.ECANCELED
    ),
  );
}

/** How many requests failed. */
export function failedOf(request: RequestCount): number {
  return total(failuresOf(request));
}

/** Timeouts that were reached. */
export function expiredOf({ opcode, failures }: RequestCount): number {
  return isTimeout(opcode) ? failures.get(ERRNO.ETIME) ?? 0 : 0;
}

/** Bytes that a request asks for, on average; undefined where none is known. */
export function bytesPerRequest(
  { sized, bytesAsked }: Pick<RequestCount, "sized" | "bytesAsked">,
): number | undefined {
  return sized > 0 ? bytesAsked / sized : undefined;
}

/**
 * The longest latency in ns, within a bucket: the tracer's own longest is since
 * it began. Undefined of none.
 */
export function longestNs(
  { counts, maxNs }: LatencyCount,
): number | undefined {
  const last = counts.keys().reduce((a, b) => Math.max(a, b), -1);
  return last < 0 ? undefined : Math.min(maxNs, bucketEnd(last));
}

/** How a process's threads waited. */
export interface Waits {
  /** Calls that found too few completions, or had to run some first. */
  readonly all: number;
  readonly slept: number;
  /** Calls of io_uring_enter that were seen: there are as many, or more. */
  readonly enters: number;
}

/** Calls of io_uring_enter that submitted: an SQ thread submits without one. */
export function submittingEnters(
  { flags, submitCalls }: Pick<TracedRing, "flags" | "submitCalls">,
): number {
  return (flags & setupFlag("SQPOLL")) === 0 ? submitCalls : 0;
}

/** Undefined where nothing was traced. */
export function waitsOf(
  { rings, delivery }: ProcessActivity,
): Waits | undefined {
  if (!delivery) return undefined;
  const { counts } = delivery;
  return {
    // An older record does not tell the calls that ran what was pending.
    all: Math.max(counts.waits_slept, counts.waits, counts.waiting_calls),
    slept: counts.waits_slept,
    enters: rings.reduce(
      (sum, { traced }) =>
        sum + (traced ? submittingEnters(traced) + traced.waitsOnly : 0),
      0,
    ),
  };
}

/** Kicks, and where they found the thread. */
export interface Kicks {
  readonly count: number;
  /** Undefined where this kernel does not show where they land. */
  readonly landed:
    | {
      readonly user: number;
      readonly kernel: number;
      readonly gone: number;
      /** No interrupt was seen for it, as one serves several that come at once. */
      readonly unseen: number;
    }
    | undefined;
}

/** Undefined where no kick can be seen. */
export function kicksOf({ delivery }: ProcessActivity): Kicks | undefined {
  if (!delivery?.kicksSeen) return undefined;
  const { kicks, kicks_in_user: user, kicks_in_kernel: kernel } =
    delivery.counts;
  const { kicks_gone: gone } = delivery.counts;
  // One may be on its way when it is asked.
  const unseen = Math.max(0, kicks - user - kernel - gone);
  return {
    count: kicks,
    landed: delivery.landingSeen ? { user, kernel, gone, unseen } : undefined,
  };
}

/** Runs of DEFER_TASKRUN's work, and those that the limit of a run ended. */
export function localRunsOf(
  { rings }: ProcessActivity,
): { readonly runs: number; readonly items: number; readonly capped: number } {
  const of = (value: "localRuns" | "localItems" | "cappedRuns") =>
    rings.reduce((sum, { traced }) => sum + (traced?.[value] ?? 0), 0);
  return {
    runs: of("localRuns"),
    items: of("localItems"),
    capped: of("cappedRuns"),
  };
}
