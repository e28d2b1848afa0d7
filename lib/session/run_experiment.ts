/**
 * The way of one experiment, from what a user asked for to its files. Each
 * step hands one value on to the next and is in a file of its name.
 */

import type { ExportFormat } from "../export/exported_text.ts";
import { type Measured, writeRun } from "../export/write_run.ts";
import { cellId } from "../model/cell.ts";
import { answerFigure, type Experiment } from "../model/experiment.ts";
import { compareRun } from "../stats/compare_run.ts";
import { judgeEquals } from "../stats/equals.ts";
import type { Options } from "../options/experiment_options.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { check } from "../setup/check.ts";
import { choose } from "../setup/choose.ts";
import { makePlan, type Plan } from "../setup/plan.ts";
import { announcement } from "./announcement.ts";
import { run } from "./run.ts";

/** Says what a dry run would measure. */
function show(plan: Plan, { status, print }: Surroundings): void {
  for (const line of announcement(plan, status.width)) status.say(line);
  for (const cell of plan.cells) {
    print(`${cell.repeat}  ${cellId(cell, plan)}\n`);
  }
}

/** What is printed in place of the tables, if anything is. */
function exportFormat(
  { json, export: format }: Pick<Options, "json" | "export">,
): ExportFormat | undefined {
  return format ?? (json ? "json" : undefined);
}

/** Whether the run found out what it was to find out. */
function isGood({ rows, traced }: Measured): boolean {
  return rows.some((row) => row.status === "ok") &&
    rows.every((row) => row.status !== "failed") &&
    traced.every(({ trace, row }) => trace || row.status === "impossible");
}

/** Whether equal arms, if it compared such, differ no more than chance lets. */
function areEqual({ run, rows }: Measured): boolean {
  const judged = run.aa
    ? judgeEquals(compareRun(run, rows), answerFigure(run.experiment))
    : undefined;
  return !judged || judged.claims <= judged.most;
}

/**
 * Runs an experiment from its options to its results, or the rest of one that
 * was interrupted. Returns the exit status: 0, or 1 when a cell failed or when
 * equal arms differ more often than chance lets them. Throws
 * {@linkcode UsageError}, {@linkcode RunError}, or the signal's reason when it
 * was aborted; the rows that were measured until then are in the results
 * directory, with their summary and charts.
 */
export async function runExperiment(
  experiment: Experiment,
  given: Options,
  around: Surroundings,
): Promise<number> {
  const choice = choose(experiment, given, around);
  const checked = await check(choice, around);
  const plan = makePlan(checked, around);
  if (checked.options["dry-run"]) {
    show(plan, around);
    return 0;
  }
  const measured = await run(plan, around);
  writeRun(measured, around, exportFormat(checked.options));
  if (!checked.tracing) {
    around.status.say(
      "--trace also tells what ran the task_work and who sent IPIs",
    );
  }
  return isGood(measured) && areEqual(measured) ? 0 : 1;
}
