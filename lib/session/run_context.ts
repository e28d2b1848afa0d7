import { hogCpus } from "../model/hogs.ts";
import type { RunIdentity } from "../model/row.ts";
import { startBusy } from "../run/busy.ts";
import { watchCell } from "../run/cell_watch.ts";
import type { Executor } from "../run/executor.ts";
import type { RunContext } from "../run/runner.ts";
import { makeRoom } from "../run/make_room.ts";
import { type Plan, surveyOf } from "../setup/plan.ts";
import { loopsOf } from "../source/block/survey_path.ts";
import { niceOf } from "../setup/priority.ts";
import { requestsOf } from "../source/block/queues.ts";
import type { RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** What the runner needs for the cells of a run. */
export function runContext(
  plan: Plan,
  identity: RunIdentity,
  executor: Executor,
  monitor: RunMonitor,
  around: Surroundings,
): RunContext {
  const { machine, files, errnoText, signal } = around;
  const { survey, options } = plan.checked;
  const drainTimeout = options["drain-timeout"];
  const target = {
    irqs:
      surveyOf(plan)?.disks.flatMap(({ irqs }) =>
        irqs.irqs.map(({ irq }) => irq)
      ) ?? [],
    loops: loopsOf(files, plan.base.filename),
  };
  const room = makeRoom(around);
  const nice = niceOf(plan);
  return {
    identity,
    executor,
    hasFreeCpu: ({ params: { cpus } }) =>
      plan.usableCpus.some((cpu) => !cpus.includes(cpu)),
    startBusy: ({ params }) =>
      startBusy(machine.busyPath, hogCpus(params), params.busyPerCpu, nice),
    nice,
    errnoText,
    targetIrqActions: plan.targetIrqActions,
    requests: (cpus) => requestsOf(survey, cpus),
    watch: (cell) => watchCell(around, cell, target, plan.usableCpus),
    signal,
    ...(drainTimeout !== undefined && { drainTimeout }),
    onStart: ({ params }) => room(params),
    onProgress: (cell, progress) => monitor.progress(cell, progress),
  };
}
