/** What findings.md says of how far the traces can be believed. */

import { cellName } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import {
  brokenTrace,
  isValidTrace,
  pairOf,
  TRACE_PREMISE_NAMES,
  TRACE_PREMISES,
  type TracePremiseName,
} from "../../trace/reconciliation.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";
import { list, textTable } from "../document/markdown.ts";
import { cellLabel } from "./cell_label.ts";

/** Every traced cell may be invalid: so many are named, the others counted. */
const NAMED = 4;

/** Whether the traces of a run can be compared, as those by bpftrace cannot. */
function areComparable(cells: readonly TracedCell[]): boolean {
  return cells.some(({ trace }) => trace?.reconcilable);
}

/**
 * The first line of the findings where traces are not valid; else empty. `axes`
 * are those of the run.
 */
export function notValid(cells: readonly TracedCell[], axes: Axes): string {
  const bad = cells.filter((cell) => !isValidTrace(cell));
  if (bad.length === 0) return "";
  const named = bad.slice(0, NAMED).map((cell) => {
    const what = brokenTrace(cell).map(({ premise, traced, counted }) =>
      premise === "missed"
        ? `missed ${counted - traced} of ${counted} events`
        : `${
          premise.replaceAll("_", " ")
        }: ${traced} traced, ${counted} counted`
    );
    return `${cellName(cell.row.cell, axes)} (${what.join("; ")})`;
  });
  const others = bad.length - named.length;
  return `**Not valid: ${bad.length} of ${cells.length} traces**, which do not ` +
    "agree with what was counted and are in no chart: " + named.join(", ") +
    (others > 0 ? ` and ${others} more` : "") + ".\n\n";
}

const HEADINGS: Readonly<Record<TracePremiseName, string>> = {
  completions: "completions / reads",
  runs: "runs of task_work",
  waiting_calls: "waits / calls",
  sleeps: "sleeps / nvcsw",
  wakeups: "wake-ups / sleeps",
  res: "RES sent / taken",
  missed: "missed events",
};

function figure(cell: TracedCell, name: TracePremiseName): string {
  const pair = pairOf(cell, name);
  if (!pair) return "not told";
  const { traced, counted } = pair;
  if (name === "runs") return `${traced}`;
  if (name === "missed") return `${counted - traced} of ${counted}`;
  return counted === 0
    ? `${traced} / 0`
    : `${(traced / counted).toFixed(3)} of ${counted}`;
}

/**
 * The section that compares; empty where nothing can be compared. `axes` are
 * those of the run.
 */
export function reconciled(cells: readonly TracedCell[], axes: Axes): string {
  if (!areComparable(cells)) return "";
  const rows = cells.filter(({ trace }) => trace).map((cell) => {
    const broken = brokenTrace(cell).map(({ premise }) => premise);
    return [
      cell.row.cell.params.mode,
      cellLabel(cell, axes),
      ...TRACE_PREMISE_NAMES.map((name) =>
        broken.includes(name) ? `**${figure(cell, name)}**` : figure(cell, name)
      ),
    ];
  });
  const broken = new Set(
    cells.flatMap((cell) => brokenTrace(cell).map(({ premise }) => premise)),
  );
  const told = TRACE_PREMISE_NAMES.filter((name) => broken.has(name)).map(
    (name) => `${TRACE_PREMISES[name].wanted}: ${TRACE_PREMISES[name].advice}.`,
  );
  return `
## Does the trace agree with what was counted?

What the tracer saw is compared with what the engine and the kernel counted in
the same window, which cuts through reads that are on their way. Fewer RES are
taken than sent where several that arrive together are one.

${
    textTable(
      [
        "mode",
        "iodepth",
        ...TRACE_PREMISE_NAMES.map((name) => HEADINGS[name]),
      ],
      rows,
    )
  }
${told.length > 0 ? `\n${list(told)}\n` : ""}`;
}
