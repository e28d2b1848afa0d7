import type { Options } from "../cli/options.ts";
import { cellName } from "../model/cell.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { ResultsDirectory, timeStamp } from "../report/results_directory.ts";
import { startBusy } from "../run/busy.ts";
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
import { announcement, RunMonitor } from "./run_monitor.ts";
import type { Surroundings } from "./surroundings.ts";

/** Measures every cell; each row is on the disk before the next one starts. */
async function measureAll(
  run: Prepared,
  rows: Row[],
  identity: RunIdentity,
  directory: ResultsDirectory,
  around: Surroundings,
): Promise<void> {
  const { machine, errnoText, signal, status } = around;
  const monitor = new RunMonitor(status, run);
  const measured = runCells(run.cells, {
    identity,
    executor: machine,
    startBusy: ({ params }) =>
      startBusy(machine.busyPath, params.cpus, params.busyPerCpu),
    errnoText,
    targetIrqActions: run.targetIrqActions,
    nonInterruptCores: run.cpus.nonInterrupt,
    signal,
    onProgress: (cell, progress) => monitor.progress(cell, progress),
  });
  for await (const row of measured) {
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
  print(exportResults(run, rows, identity, directory));
  const survey = surveyPath(files, run.base.filename);
  writeMeta({
    ended_at: new Date().toISOString(),
    rows: rows.length,
    // irqbalance may have moved interrupts meanwhile.
    disks_at_end: survey instanceof Error ? null : survey.disks,
  });
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
  });
  const name = `${experiment.name}-${timeStamp(new Date())}`;
  const identity: RunIdentity = {
    experiment: experiment.name,
    run: name,
    version: around.version,
    host: Deno.hostname(),
    kernel: Deno.osRelease(),
    seed: run.seed,
  };
  using directory = new ResultsDirectory(options.out ?? `results/${name}`);
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
  return rows.some((row) => row.status === "failed") ? 1 : 0;
}
