// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { variantParts } from "../model/cell.ts";
import type { Axes } from "../model/experiment.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import { compareByAxes } from "../model/plan.ts";
import { blockCount, byCell } from "../trace/blocks.ts";
import type { ChartContext } from "../report/experiment/context.ts";
import { traceJson } from "../files/trace_json.ts";
import type { Results } from "../files/read_run.ts";
import type { OutputDirectory } from "../files/output_directory.ts";
import { traceCsv } from "../files/trace_csv.ts";
import { triggersCsv } from "../files/triggers_csv.ts";
import { callbackText, foldedText, stackText } from "../report/trace/stacks.ts";
import type { NamedChart } from "../report/experiment/charts.ts";
import { lostStacks } from "../report/trace/lost_stacks.ts";
import { STACK_KINDS, stackChart } from "../report/trace/stack_charts.ts";
import { kicksChart, triggersChart } from "../report/trace/trace_charts.ts";
import {
  traceFindings,
  traceOverhead,
} from "../report/trace/trace_findings.ts";
import { timelinesOf } from "../report/timelines/shown.ts";
import { triggerTable } from "../report/trace/trigger_table.ts";
import type { TracingRecord } from "../files/meta_json.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { unseenText } from "../trace/unseen.ts";
import { withValidTraces } from "../trace/reconciliation.ts";
import { notValid } from "../report/trace/reconciled.ts";
import { wrap } from "../base/terminal_text.ts";
import { cellsSetting, chartContext } from "./export_results.ts";
import { loadOf } from "../model/planned_run.ts";

interface Chart extends NamedChart {
  title: string;
}

/** What was written about traced cells, for those who write more about it. */
export interface ExportedTraces {
  /** For the terminal. */
  text: string;
  /** findings.md */
  markdown: string;
  charts: readonly Chart[];
  /** The graphs of stacks, by kind and mode. */
  stackCharts: readonly Chart[];
  /** The timelines that its text shows. */
  timelines: readonly Chart[];
}

/** More bars than that are drawn in several charts. */
const MAX_BARS = 60;

function slug(words: string): string {
  return words.replaceAll(/[^a-z0-9]+/gi, "_");
}

/** Writes the stacks of every mode and returns their graphs. */
function writeStacks(
  cells: readonly TracedCell[],
  context: ChartContext,
  directory: OutputDirectory,
): Chart[] {
  const charts: Chart[] = [];
  for (const mode of new Set(cells.map(({ row }) => row.cell.params.mode))) {
    const some = cells.filter(({ row }) => row.cell.params.mode === mode);
    const suffix = mode === "default" ? "" : `_${mode}`;
    for (const kind of STACK_KINDS) {
      const { of, title } = kind;
      const name = `${kind.name}${suffix}`;
      directory.write(`${name}.txt`, stackText(some, of));
      directory.write(`${name}.folded`, foldedText(some, of));
      if (!some.some(({ trace }) => trace && of(trace).length > 0)) continue;
      const svg = stackChart(kind, mode, some, context);
      directory.write(`${name}.svg`, svg);
      charts.push({ name: `${name}.svg`, title: `${title}: ${mode}`, svg });
    }
  }
  return charts;
}

/** `settingOf` says where and how some of the cells were measured. */
function chartsOf(
  cells: readonly TracedCell[],
  context: ChartContext,
  axes: Axes,
  settingOf: (cells: readonly TracedCell[]) => string,
): Chart[] {
  const variants = groups(
    cells,
    ({ row }) =>
      variantParts({ ...row.cell.params, busy: false }, axes).join(" ") ||
      "wait",
  );
  const title = "What ran the task_work";
  const triggers = byCell(cells).length <= MAX_BARS
    ? [{
      name: "triggers.svg",
      title,
      svg: triggersChart(cells, context, axes),
    }]
    : variants.map(([name, some]) => ({
      name: `triggers_${slug(name)}.svg`,
      title: `${title}: ${name}`,
      svg: triggersChart(some, { ...context, setting: settingOf(some) }, axes),
    }));
  // Its lines are told apart by mode only.
  if (variants.length > 1) return triggers;
  return [...triggers, {
    name: "kicks.svg",
    title: "Kicks, wake-up IPIs and reads",
    ...kicksChart(cells, context),
  }];
}

/**
 * Writes the files of the traced cells and returns what stands on the terminal
 * about them.
 */
export function exportTraces(
  { run, identity, traced: measured }: Pick<
    Results,
    "run" | "identity" | "traced"
  >,
  tracing: TracingRecord,
  directory: OutputDirectory,
): ExportedTraces {
  directory.write("trace.csv", traceCsv(measured));
  directory.write("trace.json", traceJson(measured));
  // They ran in another order.
  const cells = measured.toSorted((a, b) =>
    compareByAxes(a.row.cell.params, b.row.cell.params, run.axes)
  );
  const traced = cells.filter(({ trace }) => trace);
  if (traced.length === 0) {
    return {
      text: "nothing could be traced\n",
      markdown: "",
      charts: [],
      stackCharts: [],
      timelines: [],
    };
  }
  directory.write("triggers.csv", triggersCsv(cells));
  const callbacks = callbackText(traced);
  if (callbacks !== undefined) {
    directory.write("task_work_callbacks.txt", callbacks);
  }
  const runtime = cells[0]?.row.cell.params.runtime ?? 0;
  const context: ChartContext = {
    ...chartContext(run, identity, cells.map(({ row }) => row)),
    repeats: blockCount(cells),
    runtime,
    longest: runtime,
  };
  const valid = withValidTraces(cells);
  const stackCharts = writeStacks(valid, context, directory);
  const settingOf = (some: readonly TracedCell[]) =>
    cellsSetting(some.map(({ row }) => row.cell), run, identity);
  const charts = chartsOf(valid, context, run.axes, settingOf);
  const timelines = timelinesOf(traced.map(({ row }) => row.cell.params));
  for (const { name, svg } of [...charts, ...timelines]) {
    directory.write(name, svg);
  }
  const words = (text: string) => inWordsOf(loadOf(run), text);
  const markdown = words(traceFindings(cells, {
    setting: context.setting,
    run: identity.run,
    axes: run.axes,
    by: tracing.by,
    obstacles: [
      ...tracing.obstacles.map(({ what, why, remedy }) =>
        `${what} (${why}). To mend it: ${remedy}`
      ),
      ...tracing.unseen.map(unseenText),
    ],
    syscallName: (number) =>
      tracing.syscalls[number] ?? `system call ${number}`,
  }));
  directory.write("findings.md", markdown);
  const doubt = notValid(traced, run.axes).replaceAll("*", "").trim();
  const lost = lostStacks(traced, run.axes);
  const overhead = [doubt, lost, traceOverhead(cells)]
    .filter((text) => text !== "")
    .flatMap((text) => wrap(words(text))).join("\n");
  return {
    text: `\n${words(triggerTable(traced))}\n${overhead}\n`,
    markdown,
    charts,
    stackCharts,
    timelines,
  };
}
