// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import { publishedFor } from "../../experiments/published/mod.ts";
import { claimsBeside } from "../../experiments/claims/all.ts";
import { plural } from "../base/number_text.ts";
import { formatCpuList } from "../base/cpu_list.ts";
import { type Cell, cellName } from "../model/cell.ts";
import { secondsOf } from "../model/cell_seconds.ts";
import { answerFigure, type Axes } from "../model/experiment.ts";
import { isTraceFigure } from "../model/figures/mod.ts";
import type { AdvisedTarget } from "../model/premises/mod.ts";
import type { Place } from "../model/places.ts";
import type { PublishedSeries } from "../model/published.ts";
import { loadOf, type PlannedRun } from "../model/planned_run.ts";
import {
  type DirectionName,
  readsText,
} from "../model/parameters/directions.ts";
import {
  hasInterrupts,
  hasWaker,
  inWordsOf,
  isBlock,
  type LoadName,
} from "../model/parameters/loads.ts";
import type { Params } from "../model/parameters/params.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { answersOf } from "../stats/answers.ts";
import { comparisonsCsv } from "../files/comparisons_csv.ts";
import { summaryCsv } from "../files/summary_csv.ts";
import { summaryJson } from "../files/summary_json.ts";
import {
  experimentCharts,
  type NamedChart,
} from "../report/experiment/charts.ts";
import type { ChartContext } from "../report/experiment/context.ts";
import {
  blindFindings,
  ownFindings,
  type Spent,
} from "../report/findings/floor.ts";
import { countedFindings } from "../report/findings/counted.ts";
import { equalsFinding } from "../report/findings/equals.ts";
import { judgeEquals } from "../stats/equals.ts";
import { type Floor, floorsOf } from "../stats/floor.ts";
import { findings } from "../report/findings/findings.ts";
import { publishedFindings } from "../report/findings/published.ts";
import { percentileFindings } from "../report/findings/percentiles.ts";
import { choiceMarks, MARKS_LEGEND } from "../report/findings/choice.ts";
import { validOnlyFindings } from "../report/findings/valid_only.ts";
import { verdictFindings } from "../report/findings/verdicts.ts";
import { hgrm } from "../files/hgrm.ts";
import {
  type Warning,
  warnings,
  warningText,
} from "../report/findings/warnings.ts";
import type { Results } from "../files/read_run.ts";
import type { OutputDirectory } from "../files/output_directory.ts";
import { summaries, type Summary, withTraced } from "../stats/summary.ts";
import { summaryTable } from "../report/tables/summary_table.ts";
import { besidePublished } from "../stats/beside.ts";
import type { Comparison } from "../stats/comparisons.ts";
import type { Interaction } from "../stats/interactions.ts";
import { withTraceFigures } from "../trace/trace_figures.ts";
import { WIDTH, wrap } from "../base/terminal_text.ts";

/**
 * "non-interrupt core 1"; "core 1" where nobody knows, or where nothing
 * interrupts any core, as what is submitted completes there.
 */
function coreText(
  { cpus, core }: Pick<Place, "cpus" | "core">,
  load: LoadName,
): string {
  const kind = core === "unknown" || !hasInterrupts({ load }) ? "" : `${core} `;
  return `${kind}core${cpus.length > 1 ? "s" : ""} ${formatCpuList(cpus)}`;
}

/** "eventfd, completed by a waker on CPU 0" */
function loadsText({ base, axes }: Pick<PlannedRun, "base" | "axes">): string {
  const loads = (axes.load ?? [base.load]).join(" or ");
  return hasWaker(base)
    ? `${loads}, completed by a waker on CPU ${formatCpuList(base.wakerCpus)}`
    : loads;
}

/** What others published of what a run measures: of reads, if not told. */
function publishedOf(run: PlannedRun): PublishedSeries[] {
  const load = loadOf(run);
  return publishedFor(run.experiment.name).map((series) => ({
    ...series,
    drawn: series.drawn.filter(({ where }) => (where.load ?? "read") === load),
  }));
}

/** Other workers than the run's, on more CPUs: those of --equal-cpus. */
function otherWorkers(run: PlannedRun): string[] {
  const others = run.cells.filter(({ impossible, params }) =>
    !impossible && params.equalCpus && params.workers !== run.base.workers
  );
  return [
    ...new Set(
      others.map(({ params: { workers, cpus, core, load } }) =>
        `${plural(workers, "worker")} on ${coreText({ cpus, core }, load)}`
      ),
    ),
  ];
}

/** "random reads of 512 bytes from vda", or the load that needs no disk. */
function sourceText(
  base: Params,
  disks: readonly string[],
  directions: readonly DirectionName[] = [base.rw],
): string {
  return isBlock(base)
    ? `${readsText(directions)} of ${base.bs} bytes from ` +
      (disks.join(", ") || base.filename)
    : `load ${loadsText({ base, axes: {} })}`;
}

/** One sentence on where and how some cells of a run were measured. */
export function cellsSetting(
  cells: readonly Pick<Cell, "params">[],
  { disks }: Pick<PlannedRun, "disks">,
  { kernel, host }: Pick<RunIdentity, "kernel" | "host">,
): string {
  const each = (text: (params: Params) => string) =>
    [...new Set(cells.map(({ params }) => text(params)))].join(" or ");
  const where = each(({ workers, cpus, core, load }) =>
    `${plural(workers, "worker")} on ${coreText({ cpus, core }, load)}`
  );
  return `${where}, ${each((params) => sourceText(params, disks))}; ${host}, ` +
    `Linux ${kernel}`;
}

/** One sentence on where and how a run was measured. */
function setting(run: PlannedRun, { kernel, host }: RunIdentity): string {
  const { base, disks } = run;
  const cores = [...run.places.values()].flatMap((place) =>
    typeof place === "string" ? [] : [coreText(place, loadOf(run))]
  );
  const workers = run.axes.workers ? "workers" : plural(base.workers, "worker");
  const where = [`${workers} on ${cores.join(" or ")}`, ...otherWorkers(run)];
  return `${where.join(" or ")}, ` +
    `${
      isBlock(base)
        ? sourceText(base, disks, run.axes.rw)
        : `load ${loadsText(run)}`
    }; ${host}, Linux ${kernel}`;
}

/** What stands on every chart of a run. */
export function chartContext(
  run: PlannedRun,
  identity: RunIdentity,
  rows: readonly Row[],
): ChartContext {
  const { runtime } = run.preset;
  const measured = run.cells.filter(({ impossible }) => !impossible)
    .map(({ params }) => params.runtime);
  const [least = runtime, longest = runtime] = extent(measured);
  return {
    setting: setting(run, identity),
    settings: {
      run: identity.run,
      version: identity.version,
      seed: `${identity.seed}`,
      filename: run.base.filename,
      started_at: rows[0]?.startedAt ?? "",
    },
    load: loadOf(run),
    repeats: run.preset.repeats,
    runtime: least,
    longest,
    hz: run.hz,
  };
}

/** The distributions of a cell over all its runs, as HdrHistogram's tools read. */
function writeDistributions(
  summary: Summary,
  axes: Axes,
  directory: OutputDirectory,
): void {
  const name = cellName(summary, axes).replaceAll(/[^A-Za-z0-9]+/g, "_");
  for (const kind of ["clat", "lat", "delivery"] as const) {
    const latency = summary.latency(kind);
    if (latency) directory.write(`hgrm/${name}.${kind}.hgrm`, hgrm(latency));
  }
}

/** What advice speaks of. */
export function advisedTarget({ disks }: PlannedRun): AdvisedTarget {
  // "vda (virtio-blk)"
  return { disks: disks.map((disk) => disk.split(" ")[0] ?? disk) };
}

/**
 * A warning for a terminal, in the words of a load: before it is wrapped, as
 * these are longer than those on reads, and may stand at the end of a line.
 */
export function warningLines(warning: Warning, load: LoadName): string {
  const advice = warning.advice
    ? wrap(inWordsOf(load, `-> ${warning.advice}`), WIDTH - 4)
      .map((line) => `    ${line}\n`)
    : [];
  const text = wrap(inWordsOf(load, warningText(warning)));
  return `${text.join("\n")}\n${advice.join("")}`;
}

/** Stands behind cells some of whose runs are not valid. */
const NOT_VALID = "!";

function marksOf(
  summaries: readonly Summary[],
  chosen: ReadonlyMap<Summary, string>,
): ReadonlyMap<Summary, string> {
  return new Map(
    summaries.map((summary) =>
      [
        summary,
        (chosen.get(summary) ?? "") + (summary.invalid > 0 ? NOT_VALID : ""),
      ] as const
    ).filter(([, mark]) => mark !== ""),
  );
}

/** How long a run takes, and how long one repetition of it. */
function spentOn(run: PlannedRun): Spent {
  const seconds = secondsOf(run.cells, run);
  const { repeats } = run.preset;
  return { repeats, secondsEach: seconds / repeats };
}

/** What was written, for those who write more about it. */
export interface Exported {
  /** For the terminal: the table, its warnings and the findings. */
  text: string;
  summaries: readonly Summary[];
  findings: readonly string[];
  /** Along the last axis. */
  main: readonly Comparison[];
  /** What these could not have seen. */
  floors: readonly Floor[];
  /** Along the experiment's other axes, and what changes with what. */
  beside: readonly Comparison[];
  interactions: readonly Interaction[];
  /** All that is compared: along the last axis and beside it. */
  comparisons: readonly Comparison[];
  charts: readonly NamedChart[];
}

/** How results are shown. */
export interface Showing {
  /** Whether charts show what others published behind ours; usually true. */
  readonly published?: boolean;
}

/**
 * Writes summary.csv, summary.json, comparisons.csv and the charts of the rows so far.
 */
export function exportResults(
  { run, rows, traced, identity }: Omit<Results, "environment" | "tracing">,
  directory: OutputDirectory,
  { published = true }: Showing = {},
): Exported {
  const { experiment, axes } = run;
  const summary = withTraced(
    summaries(rows, axes),
    summaries(withTraceFigures(traced), axes),
  );
  directory.write("summary.csv", summaryCsv(summary, identity));
  const answers = answersOf(run, rows);
  const { main, beside, interactions } = answers;
  const compared = [...main, ...beside, ...interactions];
  const floors = floorsOf(main, rows);
  directory.write("comparisons.csv", comparisonsCsv(compared, floors));
  const context = chartContext(run, identity, rows);
  const charts = experimentCharts(
    experiment,
    summary,
    {
      ...context,
      published: published ? publishedOf(run) : [],
    },
    floors,
    // Its arms take no turns with each other, so that none tells of another.
    floorsOf(beside, []),
  );
  for (const { name, svg } of charts) directory.write(name, svg);
  for (const one of summary) writeDistributions(one, axes, directory);
  const chosen = experiment.findings.includes("choice")
    ? choiceMarks(summary)
    : new Map<Summary, string>();
  const equals = run.aa
    ? judgeEquals(main, answerFigure(experiment))
    : undefined;
  const inWords = (sentences: readonly string[]) =>
    sentences.map((sentence) => inWordsOf(loadOf(run), sentence));
  const answer = inWords([
    ...findings({ experiment, summaries: summary, answers, hz: run.hz }),
    ...published
      ? publishedFindings(
        besidePublished(claimsBeside(experiment.name), run, rows),
      )
      : [],
    ...chosen.size > 0 ? [MARKS_LEGEND] : [],
  ]);
  const beyond = inWords([
    ...verdictFindings(main),
    // Of a choice of a mode only valid runs are the ground anyway.
    ...experiment.findings.includes("choice") ? [] : validOnlyFindings(
      main,
      answers.valid,
      rows,
      answerFigure(experiment),
    ),
    ...countedFindings(answers.counted),
    ...blindFindings(floors, spentOn(run)),
    ...ownFindings(floors, answerFigure(experiment)),
    ...percentileFindings(compared),
    ...equals ? [equalsFinding(equals, answerFigure(experiment))] : [],
  ]);
  const said = [...answer, ...beyond];
  // A choice is what was asked for, and a terminal shows its last lines.
  const shown = experiment.findings.includes("choice")
    ? [...beyond, ...answer]
    : said;
  const figures = experiment.table.filter((figure) =>
    !isTraceFigure(figure) || traced.length > 0
  );
  const warned = warnings(rows, advisedTarget(run), axes);
  directory.write(
    "summary.json",
    summaryJson({
      run,
      identity,
      summaries: summary,
      ...answers,
      floors,
      warnings: warned.map((one) => ({
        ...one,
        text: inWordsOf(loadOf(run), warningText(one)),
      })),
      findings: said,
    }),
  );
  return {
    text: `${
      summaryTable(summary, axes, figures, {
        marks: marksOf(summary, chosen),
        load: loadOf(run),
      })
    }\n` +
      warned.map((warning) => warningLines(warning, loadOf(run))).join("") +
      shown.map((sentence) => `${wrap(sentence).join("\n")}\n`).join(""),
    summaries: summary,
    findings: said,
    main,
    floors,
    beside,
    interactions,
    comparisons: compared,
    charts,
  };
}
