// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { ChartSpec, Experiment } from "../model/experiment.ts";
import { METRICS } from "../model/metrics.ts";
import type { Params } from "../model/params.ts";
import { lineChart } from "./chart/line_chart.ts";
import type { Point, Series, SeriesStyle } from "./chart/line_chart_spec.ts";
import type { Summary } from "./summary.ts";

const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** Where and how it was measured, for the charts of a run. */
export interface ChartContext {
  /** One sentence under every title. */
  setting: string;
  /** Embedded in the file. */
  settings: Record<string, string>;
  repeats: number;
  /** Seconds per run. */
  runtime: number;
}

function lineName(params: Params, lines: readonly (keyof Params)[]): string {
  return lines.map((name) => {
    const value = params[name];
    return typeof value === "boolean" ? (value ? name : "") : `${value}`;
  }).filter(Boolean).join(", ");
}

/** The first parameter decides colour and marker, the second the dashes. */
function lineStyle(
  params: Params,
  lines: readonly (keyof Params)[],
  summaries: readonly Summary[],
): SeriesStyle {
  const [first, second] = lines.map((name) => {
    const values = [...new Set(summaries.map((s) => s.params[name]))];
    return Math.max(0, values.indexOf(params[name]));
  });
  const color = first ?? 0;
  return {
    color,
    dashed: (second ?? 0) > 0,
    marker: MARKERS[color % MARKERS.length] ?? "circle",
    filled: (second ?? 0) === 0,
  };
}

function point(spec: ChartSpec, summary: Summary): Point[] {
  const spread = summary.spread(spec.metric);
  if (!spread) return [];
  return [{
    x: Number(summary.params[spec.x]),
    y: spread.median,
    ...(spread.n > 1 && { low: spread.min, high: spread.max }),
  }];
}

function chartSeries(spec: ChartSpec, summaries: readonly Summary[]): Series[] {
  return groups(summaries, (s) => lineName(s.params, spec.lines)).map((
    [name, group],
  ) => ({
    name,
    style: lineStyle(group[0]!.params, spec.lines, summaries),
    points: group.flatMap((summary) => point(spec, summary)),
  }));
}

function caption(
  { repeats, runtime }: ChartContext,
  summaries: readonly Summary[],
) {
  const lines = [
    repeats > 1
      ? `Median of ${repeats} runs of ${runtime} s; whiskers from the lowest to the highest.`
      : `One run of ${runtime} s each, so no spread.`,
  ];
  const busy = summaries.find((s) => s.params.busy)?.params;
  if (busy) {
    lines[0] += ` busy: ${busy.busyPerCpu} CPU hogs on each measured CPU.`;
  }
  const failed = summaries.reduce((sum, s) => sum + s.failed, 0);
  if (failed) lines.push(`Left out: ${failed} failed.`);
  return lines;
}

function axisLabel(spec: ChartSpec): { label: string; unit: string } {
  const unit = METRICS.find(({ name }) => name === spec.metric)?.unit ?? "";
  return spec.metric === "iops"
    ? { label: "IOPS", unit: "" }
    : { label: spec.metric.replace(/_us$/, "").replaceAll("_", " "), unit };
}

/** The charts of an experiment: file names and their SVG texts. */
export function experimentCharts(
  experiment: Experiment,
  summaries: readonly Summary[],
  context: ChartContext,
): { name: string; svg: string }[] {
  return experiment.charts.map((spec) => ({
    name: `${spec.name}.svg`,
    svg: lineChart({
      title: `${experiment.name}: ${spec.title} by ${spec.x}`,
      subtitle: context.setting,
      caption: caption(context, summaries),
      settings: context.settings,
      x: {
        label: spec.x,
        values: [...new Set(summaries.map((s) => Number(s.params[spec.x])))]
          .sort((a, b) => a - b),
        scale: "log2",
      },
      y: { ...axisLabel(spec), scale: spec.scale },
      series: chartSeries(spec, summaries),
    }),
  }));
}
