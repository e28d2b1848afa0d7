import { hogCpus } from "../model/hogs.ts";
import type { RunIdentity } from "../model/row.ts";
import { dirname } from "node:path";
import type { Cell } from "../model/cell.ts";
import { type Hogs, startBusy } from "../run/busy.ts";
import { startWriter, together, writesOf } from "../run/writer.ts";
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

/** Starts what runs beside the workers of a cell. */
async function startFor(
  { params }: Cell,
  { usableCpus }: Plan,
  nice: number,
  { machine }: Surroundings,
): Promise<Hogs> {
  const hogs = params.busy
    ? [
      await startBusy(
        machine.busyPath,
        hogCpus(params),
        params.busyPerCpu,
        nice,
      ),
    ]
    : [];
  if (!params.writer) return together(hogs);
  try {
    const writer = await startWriter(machine.writerPath, {
      directory: dirname(params.filename),
      cpus: usableCpus.filter((cpu) =>
        !params.cpus.includes(cpu) && !hogCpus(params).includes(cpu)
      ),
      nice,
    });
    return together([...hogs, writer]);
  } catch (error) {
    await together(hogs)[Symbol.asyncDispose]();
    throw error;
  }
}

/** What the runner needs for the cells of a run. */
export function runContext(
  plan: Plan,
  identity: RunIdentity,
  executor: Executor,
  monitor: RunMonitor,
  around: Surroundings,
): RunContext {
  const { files, signal } = around;
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
    startBusy: (cell) => startFor(cell, plan, nice, around),
    writes: ({ params }, hogs) => {
      const pid = params.writer ? hogs?.pids.at(-1) : undefined;
      return pid === undefined ? undefined : writesOf(files, pid);
    },
    nice,
    targetIrqActions: plan.targetIrqActions,
    requests: (cpus) => requestsOf(survey, cpus),
    watch: (cell) => watchCell(around, cell, target, plan.usableCpus),
    signal,
    ...(drainTimeout !== undefined && { drainTimeout }),
    onStart: ({ params }) => room(params),
    onProgress: (cell, progress) => monitor.progress(cell, progress),
  };
}
