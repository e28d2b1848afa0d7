/** Completions that reach a thread where it does not wait for them. */

import { percent } from "../../base/number_text.ts";
import type { RunClass } from "../../trace/capture/names.ts";
import { completionsOf, type ProcessActivity } from "../activity.ts";
import type { Delivery } from "../traced.ts";
import { busyRings, deferring, descriptors, hasAny } from "./ring_use.ts";
import { type Finding, MIN_EVENTS, type Rule } from "./rule.ts";

/**
 * Kicks in the kernel per completion that are worth a flag: where every
 * completion was kicked, COOP_TASKRUN brought 5 to 10 % (its cover letter, April
 * 2022), so that of one in twenty nothing is left that can be measured.
 */
const KICKED = 0.05;

/** Runs elsewhere than in a wait, per completion; by the same reckoning. */
const INTERRUPTED = 0.1;

/**
 * Wake-ups per wait that slept. DEFER_TASKRUN needs one for all that is waited
 * for (IOU_F_TWQ_LAZY_WAKE); other modes wake for the first one already.
 */
const WOKEN = 1.5;

/** Runs that came to the thread elsewhere than in a call that asked for them. */
const ELSEWHERE = [
  "uring_entry",
  "uring_exit",
  "other_syscall",
  "reschedule_ipi",
  "timer",
  "device_irq",
  "function_call",
  "page_fault",
  "scheduled_in_by_reschedule_ipi",
  "scheduled_in_by_timer",
  "scheduled_in_by_page_fault",
  "scheduled_in",
] as const satisfies readonly RunClass[];

/** Rings whose completions kick a thread that runs. */
function kickingRings(activity: ProcessActivity) {
  return busyRings(activity).filter((ring) =>
    !hasAny(ring, "COOP_TASKRUN", "DEFER_TASKRUN", "SQPOLL", "IOPOLL")
  );
}

function isKicked(activity: ProcessActivity): boolean {
  const { delivery } = activity;
  const completions = completionsOf(activity) ?? 0;
  return delivery !== undefined && delivery.landingSeen &&
    completions >= MIN_EVENTS && kickingRings(activity).length > 0 &&
    delivery.counts.kicks_in_kernel / completions >= KICKED;
}

/** IPIs that find a thread in the kernel already. */
export const kicks: Rule = {
  about: "kicks that land in the kernel",
  judge(activity) {
    const { delivery } = activity;
    if (!delivery?.kicksSeen || !delivery.landingSeen) return undefined;
    if (!isKicked(activity)) return [];
    const completions = completionsOf(activity) ?? 0;
    const { kicks_in_kernel, kicks_in_user } = delivery.counts;
    const rings = kickingRings(activity);
    const uses = rings.map(deferring);
    const blocked = uses.find(({ can }) => can === "no");
    const also = uses.every(({ can }) => can === "yes")
      ? "; so does SINGLE_ISSUER|DEFER_TASKRUN, as one thread alone submits " +
        "and waits"
      : blocked?.can === "no"
      ? `; DEFER_TASKRUN cannot be had as long as ${blocked.why}`
      : "";
    const late = kicks_in_user > 0
      ? `; the ${kicks_in_user} that landed in user mode would then wait for ` +
        "the next system call, or the tick"
      : "";
    return [{
      rings: descriptors(rings),
      seen: `${kicks_in_kernel} kicks of ${completions} completions ` +
        `(${(kicks_in_kernel / completions).toFixed(2)} each) found the ` +
        "thread in the kernel, which it does not leave without running its " +
        "completions anyway",
      gain: "IORING_SETUP_COOP_TASKRUN saves them, 5 to 10 % where every " +
        `completion is kicked${late}${also}`,
      figures: { completions, kicks_in_kernel, kicks_in_user },
    }];
  },
};

/** What DEFER_TASKRUN would put together. */
function scattered(
  { runs, wakes, counts }: Delivery,
  completions: number,
): Pick<Finding, "seen" | "figures"> | undefined {
  const elsewhere = ELSEWHERE.reduce((sum, name) => sum + runs[name], 0);
  if (elsewhere / completions >= INTERRUPTED) {
    return {
      seen: `${elsewhere} runs of task_work for ${completions} completions ` +
        `(${(elsewhere / completions).toFixed(2)} each) came in between, ` +
        "not in a call that waits",
      figures: { completions, runs_elsewhere: elsewhere },
    };
  }
  const woken = Object.values(wakes).reduce((sum, n) => sum + n, 0);
  const slept = counts.waits_slept;
  if (slept >= MIN_EVENTS && woken / slept >= WOKEN) {
    return {
      seen: `${woken} wake-ups in ${slept} waits ` +
        `(${(woken / slept).toFixed(1)} each)`,
      figures: { completions, wake_ups: woken, waits_slept: slept },
    };
  }
  return undefined;
}

/** The rings that could have it, and what makes that worth while. */
function scatteredRings(activity: ProcessActivity) {
  const { delivery } = activity;
  const completions = completionsOf(activity) ?? 0;
  // A kick is what it is all about there, and its rule says the same.
  if (!delivery || completions < MIN_EVENTS || isKicked(activity)) {
    return undefined;
  }
  const what = scattered(delivery, completions);
  if (!what) return undefined;
  const rings = busyRings(activity).filter((ring) =>
    !hasAny(ring, "DEFER_TASKRUN", "SQPOLL", "IOPOLL")
  );
  return { what, rings };
}

/** One thread alone uses a ring, and completions come at times of their own. */
export const deferrable: Rule = {
  about: "one thread submits and waits, without DEFER_TASKRUN",
  judge(activity) {
    if (!activity.delivery) return undefined;
    const found = scatteredRings(activity);
    const rings = found?.rings.filter((ring) => deferring(ring).can === "yes");
    if (!found || !rings || rings.length === 0) return [];
    return [{
      ...found.what,
      rings: descriptors(rings),
      gain:
        "IORING_SETUP_SINGLE_ISSUER|DEFER_TASKRUN, which one thread alone " +
        "may have, runs them together where it waits, and wakes it once for " +
        "all that it waits for; it then sees none before it asks " +
        "(GETEVENTS). Others report 4 to 7 % for single requests, and nothing " +
        "for deep batches",
    }];
  },
};

/** The same, but for a second thread. */
export const secondThread: Rule = {
  about: "a second thread that forbids DEFER_TASKRUN",
  judge(activity) {
    if (!activity.delivery) return undefined;
    const found = scatteredRings(activity);
    const blocked = found?.rings.flatMap((ring) => {
      const use = deferring(ring);
      return use.can === "no" ? [{ ring, why: use.why }] : [];
    }) ?? [];
    const [first] = blocked;
    if (!found || !first) return [];
    return [{
      ...found.what,
      rings: descriptors(blocked.map(({ ring }) => ring)),
      gain:
        "IORING_SETUP_SINGLE_ISSUER|DEFER_TASKRUN would run them together " +
        `where they are waited for, but ${first.why}: a ring for each thread ` +
        "(and IORING_OP_MSG_RING between them) makes it possible",
    }];
  },
};

/** Of the runs on a ring with COOP_TASKRUN, those that the tick had to make. */
const BY_TICK = 0.01;

/** COOP_TASKRUN, and a thread that computes longer than a tick. */
export const coopTick: Rule = {
  about: "COOP_TASKRUN and a thread that computes beyond a tick",
  judge(activity) {
    const { delivery } = activity;
    if (!delivery) return undefined;
    const rings = busyRings(activity).filter((ring) =>
      hasAny(ring, "COOP_TASKRUN") && !hasAny(ring, "DEFER_TASKRUN")
    );
    const { sq_thread: _, wq_thread: __, timer, ...others } = delivery.runs;
    // Those of the kernel's threads are none of the thread that computes.
    const all = timer +
      Object.values(others).reduce((sum, n) => sum + n, 0);
    // From one in a hundred on the 99th percentile is the tick's.
    if (rings.length === 0 || all < MIN_EVENTS || timer / all < BY_TICK) {
      return [];
    }
    const looks = rings.every((ring) => hasAny(ring, "TASKRUN_FLAG"))
      ? "looking at the ring's flag more often (io_uring_peek_cqe()) while it " +
        "computes"
      : "IORING_SETUP_TASKRUN_FLAG and a look (io_uring_peek_cqe()) while it " +
        "computes";
    return [{
      rings: descriptors(rings),
      seen: `${timer} of ${all} runs of task_work (${percent(timer / all)}) ` +
        "had to wait for the tick, as the thread computed and did not enter " +
        "the kernel",
      gain:
        `${looks} brought 4.0 ms down to 0.3 ms (uringlab exp10, HZ=250); ` +
        "without COOP_TASKRUN a kick delivers them at once",
      figures: { runs: all, runs_by_tick: timer },
    }];
  },
};
