import type { PerfCounts } from "../measurement/measurement.ts";
import { hasPartner } from "../parameters/waits.ts";
import { type Measured, type MeasuredFigure, perRead, sum } from "./figure.ts";

type Count = Exclude<keyof PerfCounts, "enabledNs" | "runningNs">;

/**
 * A count of the workers per read. It would be a part of the price only where
 * a partner works too, whom nobody counts.
 */
function ofWorkers(count: Count) {
  return (m: Measured) =>
    hasPartner(m.params)
      ? undefined
      : perRead(m, sum(m, ({ perf }) => perf[count]));
}

function countPerRead<const N extends string>(
  name: N,
  what: string,
  count: Count,
) {
  return {
    name,
    unit: "1",
    doc: `${what} of the workers per read (perf_event_open); of none with a ` +
      "second thread, eventfd reader or SQ thread",
    better: "lower",
    label: `${what} per read`,
    compared: "beside",
    value: ofWorkers(count),
  } as const;
}

/** What reads cost the CPU in cycles and instructions, with perf_counters. */
export const PERF = [
  countPerRead("cycles_user_per_io", "cycles in user mode", "cyclesUser"),
  countPerRead("cycles_kernel_per_io", "cycles in the kernel", "cyclesKernel"),
  countPerRead(
    "instructions_user_per_io",
    "instructions in user mode",
    "instructionsUser",
  ),
  countPerRead(
    "instructions_kernel_per_io",
    "instructions in the kernel",
    "instructionsKernel",
  ),
  {
    name: "perf_running",
    unit: "1",
    doc: "part of the workers' time in which these counters counted; below 1 " +
      "their figures are empty",
    better: "none",
    value: (m) => {
      const enabled = sum(m, ({ perf }) => perf.enabledNs);
      const running = sum(m, ({ perf }) => perf.runningNs);
      return enabled && running !== undefined ? running / enabled : undefined;
    },
  },
  {
    name: "perf_errno",
    unit: "1",
    doc:
      "errno by which perf_event_open refused the first of these counters; " +
      "0: none was",
    better: "none",
    value: ({ params, measurement }) =>
      params.perfCounters ? measurement.perfErrno : undefined,
  },
] as const satisfies readonly MeasuredFigure[];
