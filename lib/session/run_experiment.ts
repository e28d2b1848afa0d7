import type { Options } from "../cli/options.ts";
import { cellName } from "../model/cell.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { ResultsDirectory, timeStamp } from "../report/results_directory.ts";
import { summaries } from "../report/summary.ts";
import { runCells } from "../run/runner.ts";
import {
  checkTarget,
  chooseTarget,
  ensureDefaultTarget,
} from "./choose_target.ts";
import { exportResults } from "./export_results.ts";
import { makeRoom } from "./make_room.ts";
import { metaOf } from "./meta.ts";
import { preflight } from "./preflight.ts";
import { prepare, type Prepared, surveyPath } from "./prepare.ts";
import { runContext } from "./run_context.ts";
import { announcement, RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "./surroundings.ts";
import { requireTracing, traceRun } from "./trace_run.ts";

/** Where results go without --out. */
const RESULTS = "results";

/** The name, or that with a number when a run of the same second has it. */
function unusedName(name: string): string {
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    try {
      Deno.lstatSync(`${RESULTS}/${candidate}`);
    } catch {
      return candidate;
    }
  }
}

/** Measures every cell; each row is on the disk before the next one starts. */
async function measureAll(
  run: Prepared,
  rows: Row[],
  identity: RunIdentity,
  directory: ResultsDirectory,
  around: Surroundings,
): Promise<void> {
  const monitor = new RunMonitor(around.status, run);
  const context = runContext(run, identity, around.machine, monitor, around);
  for await (const row of runCells(run.cells, context)) {
    directory.append(row);
    rows.push(row);
    monitor.row(row);
  }
}

/** Writes what stands at the end of a run, be it whole or interrupted. */
function conclude(
  run: Prepared,
  rows: readonly Row[],
  identity: RunIdentity,
  directory: ResultsDirectory,
  { files, print, status }: Surroundings,
  writeMeta: (more: Record<string, unknown>) => void,
): void {
  status.clear();
  if (rows.length === 0) {
    directory.discard();
    status.say("nothing was measured");
    return;
  }
  const text = exportResults(run, rows, identity, directory);
  const survey = surveyPath(files, run.base.filename);
  writeMeta({
    ended_at: new Date().toISOString(),
    rows: rows.length,
    // irqbalance may have moved interrupts meanwhile.
    disks_at_end: survey instanceof Error ? null : survey.disks,
  });
  print(text);
  status.say(
    `${rows.length} of ${run.cells.length} cells are in ${directory.path}`,
  );
}

/**
 * Runs an experiment from its options to its results. Returns the exit status:
 * 0, or 1 when a cell failed. Throws {@linkcode UsageError},
 * {@linkcode RunError}, or the signal's reason when it was aborted; the rows
 * that were measured until then are in the results directory, with their
 * summary and charts.
 */
export async function runExperiment(
  experiment: Experiment,
  options: Options,
  around: Surroundings,
): Promise<number> {
  const { machine, files, status, print } = around;
  const target = chooseTarget(options, machine);
  const survey = surveyPath(files, target.place);
  const run = prepare(experiment, options, target, survey, files, machine);
  if (options["dry-run"]) {
    for (const line of announcement(run)) status.say(line);
    for (const cell of run.cells) print(`${cell.repeat}  ${cellName(cell)}\n`);
    return 0;
  }
  preflight(run.cells, files, machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
    memAlign: target.memAlign,
  });
  const tracing = options.trace ? await requireTracing(around) : undefined;
  const name = unusedName(`${experiment.name}-${timeStamp(new Date())}`);
  const identity: RunIdentity = {
    experiment: experiment.name,
    run: name,
    version: around.version,
    host: Deno.hostname(),
    kernel: Deno.osRelease(),
    seed: run.seed,
  };
  using directory = new ResultsDirectory(options.out ?? `${RESULTS}/${name}`);
  const meta = metaOf(run, identity, around);
  const writeMeta = (more: Record<string, unknown>) =>
    directory.write(
      "meta.json",
      `${JSON.stringify({ ...meta, ...more }, null, 2)}\n`,
    );
  const rows: Row[] = [];
  try {
    writeMeta({});
    if (target.isDefault) await ensureDefaultTarget(target, around);
    checkTarget(target.path, run.base, machine);
    makeRoom(run.cpus.cpus, around);
    for (const line of announcement(run)) status.say(line);
    await measureAll(run, rows, identity, directory, around);
  } finally {
    conclude(run, rows, identity, directory, around, writeMeta);
  }
  const good = rows.every((row) => row.status === "ok");
  if (!tracing) {
    status.say("--trace also tells what ran the task_work and who sent IPIs");
    return good ? 0 : 1;
  }
  const traced = await traceRun(
    run,
    options,
    identity,
    tracing,
    summaries(rows, run.axes),
    directory,
    around,
  );
  return good && traced ? 0 : 1;
}
