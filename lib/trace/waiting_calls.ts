import type { EngineCounts } from "../model/measurement/measurement.ts";
import type { Params } from "../model/parameters/params.ts";

/**
 * How often the threads of a cell called io_uring_enter to wait or to look,
 * which the engine counts: a call that finds enough completions passes no probe
 * of the tracer.
 */
export function waitingCalls(
  { workers }: Pick<EngineCounts, "workers">,
  { wait, submitAndWait }: Params,
): number {
  return workers.reduce(
    (sum, { geteventsCalls, partnerCalls, submitCalls }) =>
      sum + geteventsCalls +
      // The reader of an eventfd waits in read(2).
      (wait === "second_thread" ? partnerCalls : 0) +
      (submitAndWait ? submitCalls : 0),
    0,
  );
}
