/** The fourth step of a run: its cells are measured, then traced. */

import { exportResults } from "../export/export_results.ts";
import { type Measured, writeMeta } from "../export/write_run.ts";
import { wrap } from "../base/terminal_text.ts";
import { tracingRecord } from "../files/meta_json.ts";
import { ResultsDirectory } from "../files/results_directory.ts";
import { unmeasured } from "../model/cell_seconds.ts";
import type { Row } from "../model/row.ts";
import type { Options } from "../options/experiment_options.ts";
import { visitsOf } from "../model/turns.ts";
import { runVisits } from "../run/runner.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { perfNotes } from "../setup/perf_counters.ts";
import { checkTarget, ensureDefaultTarget } from "../setup/choose_target.ts";
import type { Plan } from "../setup/plan.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { type Goal, oneBlockMore } from "./add_blocks.ts";
import { announcement, resumption } from "./announcement.ts";
import { keptRows } from "./kept_rows.ts";
import { metaAtStart } from "./meta_at_start.ts";
import { newIdentity, RESULTS } from "./new_identity.ts";
import { runContext } from "./run_context.ts";
import { RunMonitor } from "./run_monitor.ts";
import { traceRun } from "./trace_run.ts";

/** A run that goes on: what it has measured grows. */
interface Running extends Measured {
  run: Plan;
  readonly rows: Row[];
  readonly traced: TracedCell[];
}

/** Makes the directory of a run, or goes on in that of the recorded one. */
function open(plan: Plan, around: Surroundings): Running {
  const { recorded, options } = plan.checked;
  const identity = recorded?.identity ?? newIdentity(plan, around.version);
  const rows = recorded ? keptRows(plan, recorded.rows) : [];
  // Before the directory is made: a run that is killed when there is one, but no
  // meta.json yet, leaves files that nobody can read.
  const start = metaAtStart(plan, around);
  const directory = recorded
    ? new ResultsDirectory(
      recorded.directory,
      new Set(rows.map(({ cell }) => cell.index)),
    )
    : new ResultsDirectory(options.out ?? `${RESULTS}/${identity.run}`);
  return {
    run: plan,
    identity,
    environment: plan.environment,
    rows,
    traced: [],
    tracing: undefined,
    directory,
    start,
    recorded,
    showing: { published: !options["no-published"] },
    stopped: undefined,
  };
}

/** Measures what has no row yet; each is on the disk before the next starts. */
async function measureAll(
  { run: plan, identity, directory, rows }: Running,
  around: Surroundings,
): Promise<void> {
  const left = unmeasured(plan, rows);
  const monitor = new RunMonitor(around.status, { ...plan, ...left });
  const context = {
    ...runContext(plan, identity, around.machine, monitor, around),
    turns: around.machine,
  };
  for await (const row of runVisits(visitsOf(left.cells, plan), context)) {
    directory.append(row);
    rows.push(row);
    monitor.row(row);
  }
}

function goalOf(options: Options): Goal | undefined {
  const { precision } = options;
  return precision === undefined
    ? undefined
    : { precision, maxTime: options["max-time"] ?? 3600 };
}

/** Measures all cells, and more repetitions until the goal is reached. */
async function measureUntil(
  running: Running,
  goal: Goal | undefined,
  around: Surroundings,
): Promise<void> {
  const began = performance.now();
  await measureAll(running, around);
  while (goal) {
    const spent = (performance.now() - began) / 1e3;
    const { run, rows } = running;
    const more = oneBlockMore(run, rows, goal, spent, around.status);
    if (!more) return;
    running.run = more;
    // Before its rows: they are read back by this plan.
    writeMeta(running);
    await measureAll(running, around);
  }
}

/** Makes the default target where it is missing, measures, then traces. */
async function measure(running: Running, around: Surroundings): Promise<void> {
  const { run: plan, identity, directory } = running;
  const { target, tracing, options } = plan.checked;
  writeMeta(running);
  if (target?.isDefault) await ensureDefaultTarget(target, around);
  if (target) checkTarget(target.path, plan.base, around.machine);
  const { status } = around;
  const { recorded, rows: before } = running;
  const lines = announcement(plan, status.width);
  if (recorded) {
    lines.push(
      ...resumption(recorded.directory, plan, before, status.width),
    );
  }
  for (const note of perfNotes(plan.cells, plan.environment, around.machine)) {
    lines.push(...wrap(note, status.width));
  }
  for (const line of lines) status.say(line);
  await measureUntil(running, goalOf(options), around);
  if (!tracing) return;
  // The figures are safe before the machine is probed.
  exportResults(running, directory, running.showing);
  const { run, rows, traced } = running;
  await traceRun(run, identity, rows, traced, around);
}

/**
 * Measures the cells of a plan. What stops it, be it a signal or a target that
 * does not answer, is part of what is returned, beside all that was measured
 * until then. Throws {@linkcode UsageError} and {@linkcode RunError} where the
 * results directory cannot be had.
 */
export async function run(
  plan: Plan,
  around: Surroundings,
): Promise<Measured> {
  const running = open(plan, around);
  let stopped: Measured["stopped"];
  try {
    await measure(running, around);
  } catch (reason) {
    stopped = { reason };
  }
  const { tracing } = plan.checked;
  return {
    ...running,
    stopped,
    tracing: tracing &&
      tracingRecord(
        tracing,
        plan.checked.options["trace-stacks"] ?? "sampled",
        running.traced,
        (number) => around.machine.syscallName(number),
      ),
  };
}
