import { takesTurnsWithHogs } from "./busy.ts";
import { isBlock, isSocket } from "./loads.ts";
import type { Params } from "./params.ts";

/**
 * Seconds after which the scheduler lets another task of a CPU run: with 16
 * workers and 16 hogs a round took about 100 ms.
 */
const SECONDS_PER_TASK = 0.003125;

/**
 * I/Os in flight from which on a worker always finds some that a waker has
 * completed: of 16 workers on a CPU with eventfds none began a turn late with
 * 32, and they were late for 14 % of their turns with 64.
 */
const NEVER_EMPTY = 64;

/** A message costs a worker more: the same with 1, and late for 39 % with 16. */
const NEVER_EMPTY_OF_SOCKETS = 16;

/** Whether workers sleep in the kernel until something has completed. */
function sleeps({ wait, load, iodepth }: Params): boolean {
  if (wait !== "wait" || load === "nop") return false;
  const most = isSocket({ load }) ? NEVER_EMPTY_OF_SOCKETS : NEVER_EMPTY;
  return isBlock({ load }) || iodepth < most;
}

/**
 * Seconds in which each task of a measured CPU has run; 0 where none of them
 * keeps its CPU: there are no hogs, and workers sleep.
 */
export function roundSeconds(params: Params): number {
  const { busyPerCpu, workers, cpus } = params;
  const besideHogs = takesTurnsWithHogs(params);
  if (!besideHogs && sleeps(params)) return 0;
  const tasks = workers / cpus.length + (besideHogs ? busyPerCpu : 0);
  return tasks > 1 ? tasks * SECONDS_PER_TASK : 0;
}
