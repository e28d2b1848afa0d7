import type { RunIdentity } from "../model/row.ts";
import { startBusy } from "../run/busy.ts";
import type { Executor } from "../run/executor.ts";
import type { RunContext } from "../run/runner.ts";
import type { Prepared } from "./prepare.ts";
import type { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the runner needs for the cells of a run. */
export function runContext(
  run: Prepared,
  identity: RunIdentity,
  executor: Executor,
  monitor: RunMonitor,
  { machine, errnoText, signal }: Surroundings,
): RunContext {
  return {
    identity,
    executor,
    startBusy: ({ params }) =>
      startBusy(machine.busyPath, params.cpus, params.busyPerCpu),
    errnoText,
    targetIrqActions: run.targetIrqActions,
    nonInterruptCores: run.cpus.nonInterrupt,
    requests: run.requests,
    signal,
    onProgress: (cell, progress) => monitor.progress(cell, progress),
  };
}
