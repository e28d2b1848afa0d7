import { wrap } from "../cli/help.ts";
import type { Options } from "../cli/options.ts";
import { RunError } from "../errors.ts";
import { formatCpuList } from "../host/cpu_list.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { experimentCharts } from "../report/experiment_charts.ts";
import { findings } from "../report/findings.ts";
import { metaOf } from "../report/meta.ts";
import { ResultsDirectory, timeStamp } from "../report/results_directory.ts";
import { remarks } from "../report/remarks.ts";
import { announcement, cellName, RunMonitor } from "../report/run_monitor.ts";
import type { StatusLine } from "../report/status_line.ts";
import { summaries } from "../report/summary.ts";
import { summaryTable } from "../report/table.ts";
import { startBusy } from "./busy.ts";
import {
  checkTarget,
  type ChosenTarget,
  defaultTarget,
  ensureDefaultTarget,
} from "./choose_target.ts";
import type { Machine } from "./machine.ts";
import { preflight } from "./preflight.ts";
import { prepare, type Prepared, surveyPath } from "./prepare.ts";
import { runCells } from "./runner.ts";

/** What a session is given from outside. */
export interface Surroundings {
  machine: Machine;
  files: SystemFiles;
  status: StatusLine;
  /** Writes to standard output. */
  print: (text: string) => void;
  errnoText: (errno: number) => string;
  version: string;
  args: readonly string[];
  signal: AbortSignal;
}

/** The nearest directory above a path, or the path itself, that exists. */
function existing(path: string): string {
  for (let at = path;; at = at.replace(/\/[^/]*$/, "")) {
    try {
      return Deno.realPathSync(at || "/");
    } catch (error) {
      if (at === "") throw error;
    }
  }
}

async function chooseTarget(
  options: Options,
  { machine, status, signal }: Surroundings,
): Promise<ChosenTarget> {
  const { filename, size, bs, verify } = options;
  const given = {
    ...(size !== undefined && { size }),
    ...(bs !== undefined && { bs }),
    ...(verify !== undefined && { verify }),
  };
  if (filename !== undefined) return checkTarget(filename, given, machine);
  const target = defaultTarget(size);
  await ensureDefaultTarget(target, {
    signal,
    say: (line) => status.say(line),
    onProgress: (written) => status.show(progressBar(written / target.size)),
  });
  status.clear();
  return checkTarget(target.path, { ...given, size: target.size }, machine);
}

function progressBar(share: number): string {
  const width = 40;
  const full = Math.round(share * width);
  return `[${"#".repeat(full).padEnd(width)}] ${Math.floor(share * 100)} %`;
}

/** The target as a dry run knows it: the default one need not exist yet. */
function plannedTarget(
  options: Options,
  { machine }: Surroundings,
): ChosenTarget {
  const { filename, size, bs = 512 } = options;
  if (filename !== undefined) {
    return checkTarget(filename, {
      ...(size !== undefined && { size }),
      ...(options.bs !== undefined && { bs }),
    }, machine);
  }
  return { ...defaultTarget(size), bs };
}

function printPlan(run: Prepared, { print, status }: Surroundings): void {
  for (const line of announcement(run)) status.say(line);
  print(
    run.cells.map((cell) => `${cell.repeat}  ${cellName(cell)}\n`).join(""),
  );
}

/** Keeps this process's own threads away from the CPUs that are measured. */
function makeRoom(run: Prepared, { machine, status }: Surroundings): void {
  const measured = run.cpus.cpus;
  const others = (run.survey?.topology.online ?? []).filter((cpu) =>
    !measured.includes(cpu) && !machine.probeAffinity([cpu])
  );
  if (others.length === 0) {
    status.say(
      `note: no CPU but ${
        formatCpuList(measured)
      } may be used, so uringlab's ` +
        "own threads run there too",
    );
    return;
  }
  const refusal = machine.moveThreads(others);
  if (refusal) {
    throw new RunError(
      `cannot move uringlab's own threads to CPUs ${formatCpuList(others)}: ` +
        refusal.message,
    );
  }
}

function setting(run: Prepared, { kernel, host }: RunIdentity): string {
  const { base, survey, preset } = run;
  const disks = survey?.disks.map(({ leaf }) => `${leaf.name} (${leaf.model})`);
  const kind = run.cpus.nonInterrupt ? "non-interrupt " : "";
  const cores = base.cpus.length > 1 ? "cores" : "core";
  return `${base.workers} workers on ${kind}${cores} ` +
    `${formatCpuList(base.cpus)}, random reads of ${base.bs} bytes from ` +
    `${disks?.join(", ") || base.filename}; ${host}, Linux ${kernel}; ` +
    `${preset.runtime} s per run`;
}

function exportAll(
  run: Prepared,
  rows: readonly Row[],
  identity: RunIdentity,
  directory: ResultsDirectory,
): ReturnType<typeof summaries> {
  const summary = summaries(rows, run.axes);
  directory.summarise(summary, identity);
  const charts = experimentCharts(run.experiment, summary, {
    setting: setting(run, identity),
    settings: {
      run: identity.run,
      version: identity.version,
      seed: `${identity.seed}`,
      filename: run.base.filename,
      started_at: rows[0]?.startedAt ?? "",
    },
    repeats: run.preset.repeats,
  });
  for (const { name, svg } of charts) directory.write(name, svg);
  return summary;
}

/**
 * Runs an experiment from its options to its results. Returns the exit status:
 * 0, or 1 when a cell failed. Throws {@linkcode UsageError},
 * {@linkcode RunError}, or the signal's reason when it was aborted; the rows
 * that were measured until then are in the results directory.
 */
export async function runExperiment(
  experiment: Experiment,
  options: Options,
  around: Surroundings,
): Promise<number> {
  const { machine, files, status, print, signal } = around;
  if (options["dry-run"]) {
    const target = plannedTarget(options, around);
    const survey = surveyPath(files, existing(target.path));
    printPlan(
      prepare(experiment, options, target, survey, files, machine),
      around,
    );
    return 0;
  }
  const target = await chooseTarget(options, around);
  const survey = surveyPath(files, target.path);
  const run = prepare(experiment, options, target, survey, files, machine);
  preflight(run.cells, files, machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
  });
  const began = new Date();
  const name = `${experiment.name}-${timeStamp(began)}`;
  const identity: RunIdentity = {
    experiment: experiment.name,
    run: name,
    version: around.version,
    host: Deno.hostname(),
    kernel: Deno.osRelease(),
    seed: run.seed,
  };
  using directory = new ResultsDirectory(options.out ?? `results/${name}`);
  const meta = metaOf(run, identity, files, {
    args: around.args,
    liburing: machine.liburingVersion,
  });
  const writeMeta = (more: Record<string, unknown>) =>
    directory.write(
      "meta.json",
      JSON.stringify({ ...meta, ...more }, null, 2) + "\n",
    );
  writeMeta({});
  makeRoom(run, around);
  for (const line of announcement(run)) status.say(line);

  const rows: Row[] = [];
  const monitor = new RunMonitor(status, run);
  try {
    for await (
      const row of runCells(run.cells, {
        identity,
        executor: machine,
        startBusy: ({ params }) =>
          startBusy(machine.busyPath, params.cpus, params.busyPerCpu),
        errnoText: around.errnoText,
        targetIrqActions: run.targetIrqActions,
        nonInterruptCores: run.cpus.nonInterrupt,
        signal,
        onProgress: (cell, progress) => monitor.progress(cell, progress),
      })
    ) {
      directory.append(row);
      rows.push(row);
      monitor.row(row);
    }
  } finally {
    status.clear();
    if (rows.length > 0) {
      const after = surveyPath(files, target.path);
      const summary = exportAll(run, rows, identity, directory);
      writeMeta({
        ended_at: new Date().toISOString(),
        rows: rows.length,
        disks_after: after instanceof Error ? null : after.disks,
      });
      print(`${summaryTable(summary)}\n`);
      for (const sentence of [...remarks(rows), ...findings(summary)]) {
        print(`${wrap(sentence).join("\n")}\n`);
      }
    }
    status.say(
      `${rows.length} of ${run.cells.length} cells are in ${directory.path}`,
    );
  }
  return rows.some((row) => row.status === "failed") ? 1 : 0;
}
