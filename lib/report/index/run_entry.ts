import { answerFigure } from "../../model/experiment.ts";
import type { LoadName } from "../../model/parameters/loads.ts";
import { optionName, valueText } from "../../model/parameters/names.ts";
import { loadOf, type PlannedRun } from "../../model/planned_run.ts";
import {
  isUsable,
  isValid,
  type Row,
  type RunIdentity,
} from "../../model/row.ts";
import { type ArmAnswer, armAnswers } from "../../stats/arm_answers.ts";
import { compareRun } from "../../stats/compare_run.ts";
import { metricOf } from "../../stats/compared_metrics.ts";

/** A run among others: where and when it was measured, and its answer. */
export interface RunEntry {
  /** Of its files. */
  readonly directory: string;
  readonly identity: RunIdentity;
  /** The commit of uringlab that measured it; "" where it is not known. */
  readonly commit: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What completed: reads, or what needs no disk. */
  readonly load: LoadName;
  /** What it went through beside the arms: "iodepth 1, 8; busy off, on". */
  readonly combinations: string;
  /** The average of every arm by the experiment's main figure. */
  readonly answers: readonly ArmAnswer[];
  /** Its runs of cells with figures, and those of them that are not valid. */
  readonly rows: number;
  readonly invalid: number;
}

/** What an entry is made of; a RecordedRun has it. */
export interface EntryParts {
  readonly directory: string;
  readonly identity: RunIdentity;
  readonly run: PlannedRun;
  readonly rows: readonly Row[];
  /** All of meta.json. */
  readonly meta: Readonly<Record<string, unknown>>;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The axes but for the last, whose values are the arms. */
function combinationsOf({ axes }: PlannedRun): string {
  return Object.entries(axes).slice(0, -1).map(([name, values]) =>
    `${optionName(name)} ${values.map((value) => valueText(value)).join(", ")}`
  ).join("; ");
}

/** The entry of a run that was read back. */
export function runEntry(
  { directory, identity, run, rows, meta }: EntryParts,
): RunEntry {
  const figure = answerFigure(run.experiment);
  const ok = rows.filter(({ status }) => status === "ok");
  return {
    directory,
    identity,
    commit: textOf(meta.commit),
    startedAt: textOf(meta.started_at) || (rows[0]?.startedAt ?? ""),
    load: loadOf(run),
    combinations: combinationsOf(run),
    answers: armAnswers(compareRun(run, rows, [metricOf(figure)]), figure),
    rows: ok.length,
    invalid: ok.filter((row) => !isUsable(row) || !isValid(row)).length,
  };
}
