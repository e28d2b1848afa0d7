/** What findings.md says of how far the traces can be believed. */

import type { Axes } from "../../model/experiment.ts";
import {
  brokenTrace,
  isValidTrace,
  pairOf,
  TRACE_PREMISE_NAMES,
  TRACE_PREMISES,
  type TracePremiseName,
} from "../../trace/reconciliation.ts";
import { type Blocks, byCell } from "../../trace/blocks.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";
import { list, textTable } from "../document/markdown.ts";
import { cellLabel, runName } from "./cell_label.ts";

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
    return `${runName(cell, cells, axes)} (${what.join("; ")})`;
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

/** Of all runs of a cell together. */
function figure(blocks: Blocks, name: TracePremiseName): string {
  const pairs = blocks.flatMap((cell) => pairOf(cell, name) ?? []);
  if (pairs.length === 0) return "not told";
  const traced = pairs.reduce((sum, pair) => sum + pair.traced, 0);
  const counted = pairs.reduce((sum, pair) => sum + pair.counted, 0);
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
  const rows = byCell(cells.filter(({ trace }) => trace)).map((blocks) => {
    const broken = blocks.flatMap((cell) =>
      brokenTrace(cell).map(({ premise }) => premise)
    );
    return [
      blocks[0].row.cell.params.mode,
      cellLabel(blocks[0], axes),
      ...TRACE_PREMISE_NAMES.map((name) => {
        const text = figure(blocks, name);
        return broken.includes(name) ? `**${text}**` : text;
      }),
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
