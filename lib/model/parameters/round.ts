import type { Params } from "./params.ts";

/**
 * Seconds after which the scheduler lets another task of a CPU run: with 16
 * workers and 16 hogs a round took about 100 ms.
 */
const SECONDS_PER_TASK = 0.003125;

/** Seconds in which each task of a measured CPU has run; 0 without hogs. */
export function roundSeconds(
  { busy, busyPerCpu, workers, cpus }: Params,
): number {
  return busy ? (workers / cpus.length + busyPerCpu) * SECONDS_PER_TASK : 0;
}
