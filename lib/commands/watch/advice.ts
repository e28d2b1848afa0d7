import { percent, plural } from "../../base/number_text.ts";
import {
  completionsOf,
  cpuOf,
  type ProcessActivity,
  type RingActivity,
} from "../../watch/activity.ts";

/** What could be gained, with the figures that make it true here. */
export interface Advice {
  readonly rule:
    | "io_wq"
    | "sq_thread_idle"
    | "sq_thread_shares_cpu"
    | "cq_overflow";
  readonly text: string;
}

/** Of the CPU time of a process, what io-wq may take unnoticed. */
const WQ_SHARE = 0.01;
/** An SQ thread that finds work in less of its time mostly looks for some. */
const SQ_WORK = 0.5;
/** Looks at which an SQ thread stands in the way of the thread that it serves. */
const SHARED_LOOKS = 0.5;

function ringAdvice(ring: RingActivity): Advice[] {
  const { fd, sqThread } = ring.ring;
  const all: Advice[] = [];
  const { totalUs, workUs } = ring.sqWork;
  if (sqThread && ring.sharedCpuLooks / ring.looks >= SHARED_LOOKS) {
    all.push({
      rule: "sq_thread_shares_cpu",
      text: `ring ${fd}: its SQ thread ${sqThread.tid} was on the CPU of a ` +
        `thread of the program at ${ring.sharedCpuLooks} of ` +
        `${plural(ring.looks, "look")}: each waits for the other; ` +
        "IORING_SETUP_SQ_AFF binds it elsewhere",
    });
    // It finds no work there as long as the program cannot give it any. And the
    // kernel credits work by the tick, with which the two take turns.
  } else if (sqThread && totalUs > 0 && workUs / totalUs < SQ_WORK) {
    all.push({
      rule: "sq_thread_idle",
      text: `ring ${fd}: its SQ thread ${sqThread.tid} found work in ` +
        `${percent(workUs / totalUs)} of ${(totalUs / 1e6).toFixed(2)} s of ` +
        "CPU time: a smaller sq_thread_idle lets it sleep, and without " +
        "SQPOLL that CPU is free",
    });
  }
  if (ring.overflowLooks > 0) {
    all.push({
      rule: "cq_overflow",
      text: `ring ${fd}: CQEs waited beside a full queue at ` +
        `${ring.overflowLooks} of ${plural(ring.looks, "look")}: a larger ` +
        "queue (IORING_SETUP_CQSIZE) or reaping more often saves a system " +
        "call and an allocation for each",
    });
  }
  return all;
}

/**
 * What could be gained by a process, from what /proc tells of it; nothing is
 * said without evidence.
 */
export function adviceOn(activity: ProcessActivity): Advice[] {
  const { cpuSeconds, threads, rings } = activity;
  const cpu = cpuOf(activity);
  const share = cpu > 0 ? cpuSeconds.wq / cpu : 0;
  const wq: Advice[] = share > WQ_SHARE
    ? [{
      rule: "io_wq",
      text: `${plural(threads.wq, "io-wq thread")} took ` +
        `${cpuSeconds.wq.toFixed(2)} s of CPU time, ${percent(share)} of the ` +
        "process's: requests that cannot be begun without blocking are given " +
        "to them, and a thread's switch is paid for each",
    }]
    : [];
  return [...wq, ...rings.flatMap(ringAdvice)];
}

/** Why nothing can be advised; undefined where it can. */
export function noEvidence(activity: ProcessActivity): string | undefined {
  const completions = completionsOf(activity);
  if (completions === undefined) {
    return "this kernel does not tell how much rings do (Linux 5.17 does)";
  }
  return completions === 0 ? "no completion was seen" : undefined;
}
