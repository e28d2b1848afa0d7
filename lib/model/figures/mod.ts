/** Every figure of a cell: what is said of it, and where it comes from. */

import type { Measurement } from "../measurement/measurement.ts";
import type { Params } from "../parameters/params.ts";
import { CALLS } from "./calls.ts";
import { CPU } from "./cpu.ts";
import { EVENTFD } from "./eventfd.ts";
import type { Description, Measured } from "./figure.ts";
import { INTERRUPTS } from "./interrupts.ts";
import { LATENCY } from "./latency.ts";
import { MACHINE } from "./machine.ts";
import { PERF } from "./perf.ts";
import { STEADINESS } from "./steadiness.ts";
import { THREADS } from "./threads.ts";
import { THROUGHPUT } from "./throughput.ts";
import { TRACE_FIGURES, type TraceCounts } from "./trace.ts";
import { TURNS } from "./turns.ts";
import { WINDOW } from "./window.ts";

export type { Direction } from "./figure.ts";
export { TRACE_FIGURES, type TraceCounts } from "./trace.ts";

/** The figures of every measured cell, in the order of results.csv. */
export const MEASURED_FIGURES = [
  ...THROUGHPUT,
  ...LATENCY,
  ...CALLS,
  ...THREADS,
  ...EVENTFD,
  ...CPU,
  ...STEADINESS,
  ...MACHINE,
  ...INTERRUPTS,
  ...WINDOW,
  ...TURNS,
  ...PERF,
] as const;

/** The name of a figure that only a traced run tells. */
export type TraceFigureName = typeof TRACE_FIGURES[number]["name"];

/** The name of a figure that every measured cell may have. */
export type MeasuredFigureName = typeof MEASURED_FIGURES[number]["name"];

/** Every figure that a chart or a table may show. */
export type FigureName = MeasuredFigureName | TraceFigureName;

/** The figures of a row; absent where the machine did not tell. */
export type Figures = { readonly [K in FigureName]?: number };

/** What is said of a figure, with what follows from its name. */
export interface Figure
  extends Required<Pick<Description, "head" | "label" | "prose">> {
  readonly name: FigureName;
  readonly unit: Description["unit"];
  readonly doc: string;
  readonly better: Description["better"];
  /** As in its description; 0 where there is none. */
  readonly resolution: number;
  readonly percentile: Description["percentile"];
  readonly decimals: number | undefined;
  /** The unit beside the label; "" where it needs none. */
  readonly labelUnit: string;
  readonly summary: Description["summary"];
  readonly compared: Description["compared"];
}

function figureOf(
  description: Description & { readonly name: FigureName },
): Figure {
  const { name, unit, doc, better } = description;
  const { resolution = 0, percentile, decimals } = description;
  const { summary, compared } = description;
  const label = description.label ??
    name.replace(/_us$/, "").replaceAll("_", " ");
  return {
    name,
    unit,
    doc,
    better,
    resolution,
    percentile,
    decimals,
    head: description.head ?? name,
    label,
    labelUnit: unit === "1" || description.labelHasUnit ? "" : unit,
    prose: description.prose ?? label,
    summary,
    compared,
  };
}

/** All figures: those of every cell, then those of traced runs. */
export const FIGURES: readonly Figure[] = [
  ...MEASURED_FIGURES,
  ...TRACE_FIGURES,
]
  .map(figureOf);

const BY_NAME = new Map(FIGURES.map((figure) => [figure.name, figure]));

/** What is said of one figure. */
export function figure(name: FigureName): Figure {
  return BY_NAME.get(name)!;
}

/** Whether only a traced run tells it. */
export function isTraceFigure(name: FigureName): name is TraceFigureName {
  return TRACE_FIGURES.some((traced) => traced.name === name);
}

/** The figures of summary.csv, in its order. */
export const SUMMARY_FIGURES: readonly FigureName[] = summaryFigures();

function summaryFigures(): FigureName[] {
  const names = FIGURES.filter(({ summary }) => summary === true)
    .map(({ name }) => name);
  for (const { name, summary } of FIGURES) {
    if (typeof summary !== "object") continue;
    const before = names.findIndex((one) => one === summary.after);
    names.splice(before + 1, 0, name);
  }
  return names;
}

function computed<T>(
  figures: readonly {
    name: FigureName;
    value: (from: T) => number | null | undefined;
  }[],
  from: T,
): Figures {
  const result: { [K in FigureName]?: number } = {};
  for (const { name, value } of figures) {
    const figure = value(from);
    if (figure != null && Number.isFinite(figure)) result[name] = figure;
  }
  return result;
}

/** Computes every figure of a cell with these parameters. */
export function computeFigures(
  params: Params,
  measurement: Measurement,
): Figures {
  const measured: Measured = {
    params,
    measurement,
    ios: measurement.workers.reduce((all, worker) => all + worker.ios, 0),
    windowSeconds: measurement.windowNs / 1e9,
  };
  return computed(MEASURED_FIGURES, measured);
}

/** Computes the figures that only a traced run of a cell tells. */
export function computeTraceFigures(counts: TraceCounts): Figures {
  return computed(TRACE_FIGURES, counts);
}
