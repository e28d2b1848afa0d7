import { abstract } from "../report/document/abstract.ts";
import { facts } from "../report/document/facts.ts";
import { reportHtml } from "../report/page/html.ts";
import {
  premiseSummary,
  premiseTable,
} from "../report/document/premise_table.ts";
import { PREMISES_TITLE, reportMarkdown } from "../report/document/report.ts";
import { comparisonTable } from "../report/tables/comparison_table.ts";
import type { Results } from "../files/read_run.ts";
import type { OutputDirectory } from "../files/output_directory.ts";
import { incidents, warningText } from "../report/findings/warnings.ts";
import { summaryCells } from "../report/tables/summary_table.ts";
import { answerFigure } from "../model/experiment.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import { isTraceFigure } from "../model/figures/mod.ts";
import { loadOf } from "../model/planned_run.ts";
import {
  advisedTarget,
  chartContext,
  type Exported,
} from "./export_results.ts";
import type { ExportedTraces } from "./export_traces.ts";

/** What the page carries with it, so that nobody has to ask for the figures. */
const EMBEDDED = ["results.csv", "summary.csv", "comparisons.csv", "meta.json"];

const FILES: readonly (readonly [name: string, what: string])[] = [
  ["results.csv", "a row per run of a cell, with every figure"],
  ["summary.csv", "a row per cell"],
  ["comparisons.csv", "what is compared, with intervals"],
  ["summary.json", "all of that for programs, beside this page"],
  ["meta.json", "the machine, the settings, the meaning of every column"],
];

/** Longer files are linked to: a page of hundreds of megabytes opens nowhere. */
const MAX_EMBEDDED = 8 * 2 ** 20;

function embedded(directory: OutputDirectory): Map<string, string> {
  return new Map(
    EMBEDDED.map((name) => [name, directory.read(name)] as const)
      .filter(([, text]) => text.length <= MAX_EMBEDDED),
  );
}

/**
 * What a run asks, in the words of its load: before Markdown escapes O_DIRECT,
 * by which they are known.
 */
export function questionOf(run: Results["run"]): string {
  return inWordsOf(loadOf(run), run.experiment.question);
}

/** Writes report.md and report.html, which holds its charts and figures. */
export function writeReport(
  { run, rows, identity, environment }: Omit<Results, "traced" | "tracing">,
  exported: Exported,
  traces: ExportedTraces | undefined,
  directory: OutputDirectory,
): void {
  const { experiment, axes } = run;
  const { setting } = chartContext(run, identity, rows);
  const titles = new Map(
    experiment.charts.map(({ name, title }) => [`${name}.svg`, title]),
  );
  const premises = premiseTable(rows, advisedTarget(run));
  const failures = incidents(rows, axes);
  const markdown = inWordsOf(
    loadOf(run),
    reportMarkdown({
      identity,
      question: questionOf(run),
      setting,
      abstract: abstract({
        experiment: experiment.name,
        answer: answerFigure(experiment),
        axes,
        aa: run.aa,
        runtime: run.preset.runtime,
        setting,
        rows,
        summaries: exported.summaries,
        comparisons: exported.main,
        floors: exported.floors,
        beside: exported.beside,
        interactions: exported.interactions,
      }),
      findings: exported.findings,
      incidents: failures.map(warningText),
      premises,
      charts: exported.charts.map(({ name }) => ({
        name,
        title: titles.get(name) ?? name,
      })),
      loads: exported.summaries.map(({ params }) => params),
      cells: summaryCells(
        exported.summaries,
        axes,
        experiment.table.filter((figure) => !isTraceFigure(figure) || traces),
      ),
      comparisons: comparisonTable(exported.comparisons),
      trace: traces?.markdown,
      traceCharts: traces?.charts ?? [],
      stackCharts: traces?.stackCharts ?? [],
      environment: facts(environment),
      files: FILES,
    }),
  );
  directory.write("report.md", markdown);
  directory.write(
    "report.html",
    reportHtml(identity.run, markdown, {
      charts: new Map(
        [
          ...exported.charts,
          ...traces?.charts ?? [],
          ...traces?.stackCharts ?? [],
          ...traces?.timelines ?? [],
        ].map((chart) => [chart.name, chart]),
      ),
      embedded: embedded(directory),
      folds: new Map([[PREMISES_TITLE, {
        summary: premiseSummary(premises),
        open: premises.broken + failures.length > 0,
      }]]),
    }),
  );
}
