import { watch } from "../host/disturbances.ts";
import type { RunIdentity } from "../model/row.ts";
import { startBusy } from "../run/busy.ts";
import type { Executor } from "../run/executor.ts";
import type { RunContext } from "../run/runner.ts";
import { makeRoom } from "../run/make_room.ts";
import type { Prepared } from "../setup/plan.ts";
import { niceOf } from "../setup/priority.ts";
import type { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** What the runner needs for the cells of a run. */
export function runContext(
  run: Prepared,
  identity: RunIdentity,
  executor: Executor,
  monitor: RunMonitor,
  around: Surroundings,
  drainTimeout?: number,
): RunContext {
  const { machine, files, errnoText, signal } = around;
  const irqs =
    run.survey?.disks.flatMap(({ irqs }) => irqs.irqs.map(({ irq }) => irq)) ??
      [];
  const room = makeRoom(around);
  const nice = niceOf(run);
  return {
    identity,
    executor,
    startBusy: ({ params }) =>
      startBusy(machine.busyPath, params.cpus, params.busyPerCpu, nice),
    nice,
    errnoText,
    targetIrqActions: run.targetIrqActions,
    requests: run.requests,
    watch: ({ params }) => watch(files, params.cpus, irqs),
    signal,
    ...(drainTimeout !== undefined && { drainTimeout }),
    onStart: ({ params }) => room(params),
    onProgress: (cell, progress) => monitor.progress(cell, progress),
  };
}
