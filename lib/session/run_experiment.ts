import type { Options } from "../options/options.ts";
import { cellName } from "../model/cell.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { planJson } from "../files/plan_json.ts";
import { readRun, type RecordedRun } from "../files/read_run.ts";
import { ResultsDirectory, timeStamp } from "../files/results_directory.ts";
import { summaries } from "../stats/summary.ts";
import { runCells } from "../run/runner.ts";
import type { Tracing } from "../trace/tier.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import {
  checkTarget,
  chooseTarget,
  ensureDefaultTarget,
} from "../setup/choose_target.ts";
import { type Goal, oneBlockMore } from "./add_blocks.ts";
import { exportResults } from "../export/export_results.ts";
import { exportTraces } from "../export/export_traces.ts";
import { tracingRecord } from "../files/meta_json.ts";
import { refuseDifferences, resumedOptions } from "../setup/resume.ts";
import { metaOf } from "../export/meta.ts";
import { preflight } from "../setup/preflight.ts";
import { prepare, type Prepared } from "../setup/plan.ts";
import { surveyPath } from "../source/block/survey_path.ts";
import { runContext } from "./run_context.ts";
import { announcement, RunMonitor } from "./run_monitor.ts";
import { writeReport } from "../export/write_report.ts";
import { settleCores } from "../setup/settle_cores.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { prepareTracing, traceRun } from "./trace_run.ts";

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

/** A run that goes on, and all that it has found out so far. */
interface Session {
  run: Prepared;
  readonly identity: RunIdentity;
  readonly directory: ResultsDirectory;
  readonly tracing: Tracing | undefined;
  readonly rows: Row[];
  readonly traced: TracedCell[];
  /** Seconds that reads may take to come back. */
  readonly drainTimeout: number | undefined;
  /** Of the machine. */
  readonly environment: unknown;
  /** Writes meta.json, with what is known at the end. */
  writeMeta(more: Record<string, unknown>): void;
}

/** Measures what has no row yet; each is on the disk before the next starts. */
async function measureAll(
  { run, identity, directory, rows, drainTimeout }: Session,
  around: Surroundings,
): Promise<void> {
  const done = new Set(rows.map(({ cell }) => cell.index));
  const left = run.cells.filter(({ index }) => !done.has(index));
  const monitor = new RunMonitor(around.status, { ...run, cells: left });
  const context = runContext(
    run,
    identity,
    around.machine,
    monitor,
    around,
    drainTimeout,
  );
  for await (const row of runCells(left, context)) {
    directory.append(row);
    rows.push(row);
    monitor.row(row);
  }
}

/** Measures all cells, and more repetitions until the goal is reached. */
async function measureUntil(
  session: Session,
  goal: Goal | undefined,
  around: Surroundings,
): Promise<void> {
  const began = performance.now();
  await measureAll(session, around);
  while (goal) {
    const spent = (performance.now() - began) / 1e3;
    const { run, rows } = session;
    const more = oneBlockMore(run, rows, goal, spent, around.status);
    if (!more) return;
    session.run = more;
    // Before its rows: they are read back by this plan.
    session.writeMeta({});
    await measureAll(session, around);
  }
}

function goalOf(options: Options): Goal | undefined {
  const { precision } = options;
  return precision === undefined
    ? undefined
    : { precision, maxTime: options["max-time"] ?? 3600 };
}

/** Traces what has figures, after these are safe. */
async function traceAll(
  session: Session,
  tracing: Tracing,
  options: Options,
  around: Surroundings,
): Promise<void> {
  const { run, rows, identity, directory, traced } = session;
  exportResults(run, rows, [], identity, directory);
  const untraced = summaries(rows, run.axes);
  await traceRun(run, options, identity, tracing, untraced, traced, around);
}

/** Writes what stands at the end of a run, be it whole or interrupted. */
function writeAll(session: Session, around: Surroundings): void {
  const { run, rows, traced, tracing, identity, directory } = session;
  const { files, print } = around;
  const exported = exportResults(run, rows, traced, identity, directory);
  const record = tracing &&
    tracingRecord(
      tracing,
      traced,
      (number) => around.machine.syscallName(number),
    );
  const survey = surveyPath(files, run.base.filename);
  session.writeMeta({
    ended_at: new Date().toISOString(),
    rows: rows.length,
    // irqbalance may have moved interrupts meanwhile.
    disks_at_end: survey instanceof Error ? null : survey.disks,
    tracing: record ?? null,
  });
  const traces = record && traced.length > 0
    ? exportTraces(traced, run, identity, record, directory)
    : undefined;
  const { environment } = session;
  writeReport(run, rows, identity, exported, traces, environment, directory);
  // Last, for that may fail too.
  print(exported.text + (traces?.text ?? ""));
}

/**
 * As {@linkcode writeAll}, and says what there is: also where not all of it
 * could be written.
 */
function conclude(session: Session, around: Surroundings): void {
  const { run, rows, directory } = session;
  const { status } = around;
  status.clear();
  if (rows.length === 0) {
    directory.discard();
    status.say("nothing was measured");
    return;
  }
  try {
    writeAll(session, around);
  } finally {
    status.say(
      `${rows.length} of ${run.cells.length} cells are in ${directory.path}` +
        (rows.length < run.cells.length
          ? `; --resume ${directory.path} measures the others`
          : ""),
    );
  }
}

/** Whether the run found out what it was to find out. */
function isGood({ rows, traced }: Session): boolean {
  return rows.some((row) => row.status === "ok") &&
    rows.every((row) => row.status !== "failed") &&
    traced.every(({ trace, row }) => trace || row.status === "impossible");
}

function newIdentity(run: Prepared, { version }: Surroundings): RunIdentity {
  const { experiment, seed } = run;
  return {
    experiment: experiment.name,
    run: unusedName(`${experiment.name}-${timeStamp(new Date())}`),
    version,
    host: Deno.hostname(),
    kernel: Deno.osRelease(),
    seed,
  };
}

/** Begins a run, or goes on with one that was recorded. */
function openSession(
  run: Prepared,
  options: Options,
  recorded: RecordedRun | undefined,
  tracing: Tracing | undefined,
  around: Surroundings,
): Session {
  const identity = newIdentity(run, around);
  const meta = metaOf(run, identity, around);
  if (recorded) refuseDifferences(recorded, run, { ...identity, ...meta });
  // What failed may go well now.
  const rows = recorded?.rows.filter(({ status }) => status !== "failed") ?? [];
  const directory = recorded
    ? new ResultsDirectory(
      recorded.directory,
      new Set(rows.map(({ cell }) => cell.index)),
    )
    : new ResultsDirectory(options.out ?? `${RESULTS}/${identity.run}`);
  const session: Session = {
    run,
    identity: recorded?.identity ?? identity,
    directory,
    tracing,
    rows,
    traced: [],
    drainTimeout: options["drain-timeout"],
    environment: meta.environment,
    writeMeta: (more) =>
      directory.write(
        "meta.json",
        `${
          JSON.stringify(
            {
              ...meta,
              ...recorded?.meta,
              plan: planJson(session.run),
              ...more,
            },
            null,
            2,
          )
        }\n`,
      ),
  };
  return session;
}

/**
 * Runs an experiment from its options to its results, or the rest of one that
 * was interrupted. Returns the exit status: 0, or 1 when a cell failed. Throws
 * {@linkcode UsageError}, {@linkcode RunError}, or the signal's reason when it
 * was aborted; the rows that were measured until then are in the results
 * directory, with their summary and charts.
 */
export async function runExperiment(
  experiment: Experiment,
  given: Options,
  around: Surroundings,
): Promise<number> {
  const { machine, files, status, print } = around;
  const recorded = given.resume === undefined
    ? undefined
    : readRun(given.resume);
  const options = recorded ? resumedOptions(given, recorded) : given;
  const target = chooseTarget(options, machine);
  // What is refused is refused before anything is read.
  const tracing = options["dry-run"]
    ? undefined
    : await prepareTracing(experiment, options, around);
  const survey = await settleCores(options, target, around);
  const run = prepare(experiment, options, target, survey, files, machine);
  if (options["dry-run"]) {
    for (const line of announcement(run, status.width)) status.say(line);
    for (const cell of run.cells) print(`${cell.repeat}  ${cellName(cell)}\n`);
    return 0;
  }
  preflight(run.cells, files, machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
    memAlign: target.memAlign,
  });
  const session = openSession(run, options, recorded, tracing, around);
  using _ = session.directory;
  try {
    session.writeMeta({});
    if (target.isDefault) await ensureDefaultTarget(target, around);
    checkTarget(target.path, run.base, machine);
    for (const line of announcement(run, status.width)) status.say(line);
    await measureUntil(session, goalOf(options), around);
    if (tracing) await traceAll(session, tracing, options, around);
  } finally {
    conclude(session, around);
  }
  if (!tracing) {
    status.say("--trace also tells what ran the task_work and who sent IPIs");
  }
  return isGood(session) ? 0 : 1;
}
