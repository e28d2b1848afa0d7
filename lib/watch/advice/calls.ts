/** System calls that a ring does not need. */

import { percent } from "../../base/number_text.ts";
import type { TracedRing } from "../../trace/capture/rings.ts";
import {
  descriptors,
  hasAny,
  ringCqes,
  seesRequests,
  tracedRings,
} from "./ring_use.ts";
import { type Finding, MIN_EVENTS, type Rule } from "./rule.ts";

/** Judges rings one by one; of many only the worst is told, with its number. */
function forEachRing(
  about: string,
  judge: (ring: TracedRing) =>
    | Omit<Finding, "rings"> & {
      readonly weight: number;
    }
    | undefined,
): Rule {
  return {
    about,
    judge(activity) {
      if (!activity.delivery || !seesRequests(activity)) return undefined;
      const found = tracedRings(activity).flatMap((ring) => {
        const finding = judge(ring);
        return finding ? [{ ring, finding }] : [];
      }).sort((a, b) => b.finding.weight - a.finding.weight);
      const [worst] = found;
      if (!worst) return [];
      const { weight: _, ...finding } = worst.finding;
      return [{
        ...finding,
        rings: found.flatMap(({ ring }) => ring.fd ?? []),
      }];
    },
  };
}

/**
 * Calls of either kind per completion: two, where one would do, are one each.
 * One io_uring_enter takes about 1,100 cycles (Jasny et al., VLDB 2026: no-ops
 * by batch), 0.3 us.
 */
const APART = 0.75;

/** One call submits, and another waits. */
export const twoCalls: Rule = forEachRing(
  "two calls per completion, one to submit and one to wait",
  (ring) => {
    const { submitCalls, waitsOnly, submitters, waiters } = ring;
    const completions = ringCqes(ring);
    const fewer = Math.min(submitCalls, waitsOnly);
    // Nobody waits in a call in which somebody else submits.
    const own = waiters.every((tid) => submitters.includes(tid));
    if (
      completions < MIN_EVENTS || !own || hasAny(ring, "SQPOLL") ||
      fewer / completions < APART
    ) return undefined;
    const each = (calls: number) => (calls / completions).toFixed(2);
    return {
      seen: `${each(submitCalls)} calls per completion submitted and ` +
        `${each(waitsOnly)} others waited (${completions} completions)`,
      gain: "io_uring_submit_and_wait() does both in one: a system call less " +
        "per completion, about 0.3 us of CPU time",
      figures: {
        completions,
        submit_calls: submitCalls,
        waits_only: waitsOnly,
      },
      weight: fewer,
    };
  },
);

/** Runs that end at the limit of items, with more left. */
const CAPPED = 0.1;

/** DEFER_TASKRUN's limit of a run. */
export const deferCap: Rule = forEachRing(
  "runs of DEFER_TASKRUN that end at 20 items",
  ({ cappedRuns, localRuns, localItems }) => {
    if (
      cappedRuns === undefined || localRuns < MIN_EVENTS ||
      cappedRuns / localRuns < CAPPED
    ) return undefined;
    return {
      seen: `${cappedRuns} of ${localRuns} runs ` +
        `(${percent(cappedRuns / localRuns)}) ended with more left to run, ` +
        `${(localItems / localRuns).toFixed(1)} completions each`,
      gain: "since Linux 6.13 a run is of 20, or as many as are waited for: " +
        "wait for more at once (wait_nr), or look until nothing comes; a " +
        "thread that looked every 5 ms with 100 in flight had 3,700 IOPS " +
        "instead of 18,000",
      figures: { local_runs: localRuns, capped_runs: cappedRuns },
      weight: cappedRuns,
    };
  },
);

/** Of the time of its threads, what calls that look may take unnoticed. */
const PEEKING = 0.1;
/** More per completion is not spent on running it, but on finding none. */
const PEEK_US = 5;

/** DEFER_TASKRUN, and system calls to see whether there is something to run. */
export const emptyPeeks: Rule = {
  about: "system calls that look for completions and find none",
  judge(activity) {
    const { delivery, cpuSeconds } = activity;
    const { ticks = 0, ticks_in_peeks: peeks = 0 } = delivery?.counts ?? {};
    if (!delivery || ticks === 0 || cpuSeconds.user === 0) return undefined;
    const rings = tracedRings(activity).filter((ring) =>
      hasAny(ring, "DEFER_TASKRUN") && !hasAny(ring, "TASKRUN_FLAG")
    );
    const items = rings.reduce((sum, { localItems }) => sum + localItems, 0);
    const share = peeks / ticks;
    const us = share * cpuSeconds.user * 1e6 / Math.max(1, items);
    if (
      rings.length === 0 || ticks < MIN_EVENTS || share < PEEKING ||
      us < PEEK_US
    ) return [];
    return [{
      rings: descriptors(rings),
      seen:
        `${peeks} of ${ticks} ticks (${percent(share)}) found its threads ` +
        "in io_uring_enter calls that look for completions and wait for none, " +
        `${
          us.toFixed(0)
        } us for each of ${items}, which is more than running ` +
        "it takes: most found none",
      gain:
        "with IORING_SETUP_TASKRUN_FLAG a load tells whether there is one " +
        "(io_uring_peek_cqe() enters only then): 0.3 us for each call",
      figures: { ticks, ticks_in_peeks: peeks, local_items: items },
    }];
  },
};

/** CQEs for which the queue has no room. */
export const cqOverflow: Rule = {
  about: "completions that find the queue full",
  judge({ rings }) {
    const full = rings.filter(({ overflowLooks, traced }) =>
      overflowLooks > 0 || (traced?.overflows ?? 0) > 0
    );
    const [first] = full.toSorted((a, b) =>
      (b.traced?.overflows ?? 0) - (a.traced?.overflows ?? 0) ||
      b.overflowLooks - a.overflowLooks
    );
    if (!first) return [];
    const { overflowLooks, looks, traced, ring } = first;
    const overflows = traced?.overflows ?? 0;
    const counted = overflows > 0
      ? `${overflows} CQEs found the queue of ${ring.cqEntries ?? "?"} full`
      : `CQEs waited beside a full queue at ${overflowLooks} of ${looks} looks`;
    return [{
      rings: full.flatMap(({ ring: { fd } }) => fd ?? []),
      seen: counted,
      gain:
        "a larger queue (IORING_SETUP_CQSIZE) or reaping more often saves " +
        "an allocation for each, which may fail, and a system call",
      figures: { overflows, looks, looks_with_overflow: overflowLooks },
    }];
  },
};
