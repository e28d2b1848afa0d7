/** SQ threads (IORING_SETUP_SQPOLL), as /proc tells of them. */

import { percent, plural } from "../../base/number_text.ts";
import type { ProcessActivity, RingActivity } from "../activity.ts";
import type { Finding, Rule } from "./rule.ts";

/** An SQ thread that finds work in less of its time mostly looks for some. */
const WORK_SHARE = 0.5;

/** Of a CPU, what it may take unnoticed while it looks for some. */
const CPU_SHARE = 0.02;

/** From here on most of what it does is in the way of whom it serves. */
const SHARED_LOOKS = 0.5;
/** A few looks are not enough to tell. */
const MIN_LOOKS = 3;

function isShared({ sharedCpuLooks, looks }: RingActivity): boolean {
  return looks > 0 && sharedCpuLooks / looks >= SHARED_LOOKS;
}

function findings(
  { rings }: ProcessActivity,
  find: (ring: RingActivity) => Omit<Finding, "rings"> | undefined,
): Finding[] {
  return rings.flatMap((ring) => {
    const finding = find(ring);
    return finding ? [{ ...finding, rings: [ring.ring.fd ?? []].flat() }] : [];
  });
}

/** It looks for work on the CPU of the thread that gives it work. */
export const sqThreadSharesCpu: Rule = {
  about: "an SQ thread on the CPU of the thread that it serves",
  judge: (activity) =>
    findings(activity, (ring) => {
      const { sqThread } = ring.ring;
      const { sharedCpuLooks, looks } = ring;
      if (!sqThread || looks < MIN_LOOKS || !isShared(ring)) return undefined;
      return {
        seen: `its SQ thread ${sqThread.tid} was on the CPU of a thread of ` +
          `the program at ${sharedCpuLooks} of ${plural(looks, "look")}`,
        gain: "each waits for the other there; IORING_SETUP_SQ_AFF binds it " +
          "elsewhere",
        figures: { looks, looks_on_one_cpu: sharedCpuLooks },
      };
    }),
};

/** It finds too little to do. */
export const sqThreadIdle: Rule = {
  about: "an SQ thread that finds little to do",
  judge: (activity) =>
    findings(activity, (ring) => {
      const { sqThread } = ring.ring;
      const { totalUs, workUs } = ring.sqWork;
      // It finds none as long as the program cannot give it any; and the
      // kernel credits work by the tick, with which the two take turns.
      if (!sqThread || isShared(ring)) return undefined;
      const cpu = totalUs / 1e6 / activity.lookedSeconds;
      if (cpu < CPU_SHARE || workUs / totalUs >= WORK_SHARE) return undefined;
      return {
        seen: `its SQ thread ${sqThread.tid} found work in ` +
          `${percent(workUs / totalUs)} of ${(totalUs / 1e6).toFixed(2)} s ` +
          "of CPU time",
        gain:
          "a smaller sq_thread_idle lets it sleep, for 30 us more when it " +
          "is woken (Jasny et al., VLDB 2026); without SQPOLL that CPU is free",
        figures: { sq_total_us: totalUs, sq_work_us: workUs },
      };
    }),
};
