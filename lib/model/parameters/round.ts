import { takesTurnsWithHogs } from "./busy.ts";
import type { Params } from "./params.ts";

/**
 * Seconds after which the scheduler lets another task of a CPU run: with 16
 * workers and 16 hogs a round took about 100 ms.
 */
const SECONDS_PER_TASK = 0.003125;

/**
 * Seconds in which each task of a measured CPU has run; 0 where none of them
 * keeps its CPU: there are no hogs, and workers sleep.
 */
export function roundSeconds(
  params: Params,
): number {
  const { busyPerCpu, workers, cpus, wait } = params;
  const besideHogs = takesTurnsWithHogs(params);
  if (!besideHogs && wait === "wait") return 0;
  const tasks = workers / cpus.length + (besideHogs ? busyPerCpu : 0);
  return tasks > 1 ? tasks * SECONDS_PER_TASK : 0;
}
