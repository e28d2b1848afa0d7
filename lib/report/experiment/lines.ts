// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { lineChartOnAllScales } from "../../chart/lines/line_chart_scales.ts";
import type { Point, Series } from "../../chart/marks/series.ts";
import type { LinesSpec } from "../../model/experiment.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import { parameterLabel } from "../../model/parameters/labels.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import type { Summary } from "../../stats/summary.ts";
import { caption } from "./caption.ts";
import { doubtOf } from "./doubt.ts";
import type { ChartContext } from "./context.ts";
import { behindText, figuresBehind } from "./published.ts";
import { figureLabel, labelWithUnit, lineName, lineStyle } from "./labels.ts";
import { inChartWords } from "./words.ts";

/** The point of a cell: its median, and its range if there are several runs. */
export function point(
  x: ParameterName,
  figure: FigureName,
  summary: Summary,
): Point[] {
  const spread = summary.spread(figure);
  if (!spread) return [];
  return [{
    x: Number(summary.params[x]),
    y: spread.middle,
    ...(spread.n > 1 && { low: spread.min, high: spread.max }),
    doubt: doubtOf(summary.invalid, summary.ok),
  }];
}

function series(spec: LinesSpec, summaries: readonly Summary[]): Series[] {
  return groups(summaries, (s) => lineName(s.params, spec.lines)).map((
    [name, group],
  ) => ({
    name,
    style: lineStyle(group[0]!.params, spec.lines, summaries),
    points: group.flatMap((s) => point(spec.x, spec.metric, s)),
  }));
}

/** The values of a parameter, ascending. */
export function valuesOf(
  name: ParameterName,
  summaries: readonly Summary[],
): number[] {
  return [...new Set(summaries.map((s) => Number(s.params[name])))]
    .sort((a, b) => a - b);
}

/** Draws one figure over one parameter. */
export function linesChart(
  experiment: string,
  spec: LinesSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): ScaledChart {
  const behind = figuresBehind(
    experiment,
    context.published ?? [],
    spec,
    summaries,
  );
  return lineChartOnAllScales(inChartWords(context, {
    title: `${experiment}: ${spec.title} by ${parameterLabel(spec.x).label}`,
    subtitle: context.setting,
    caption: [
      ...caption(context, summaries, [spec.metric]),
      ...behindText(behind),
    ],
    settings: context.settings,
    x: {
      label: labelWithUnit(spec.x),
      values: valuesOf(spec.x, summaries),
      scale: "log2",
    },
    y: { ...figureLabel(spec.metric), scale: spec.scale },
    series: series(spec, summaries),
    backdrops: behind.map(({ line, anchor }) => ({
      ...line,
      dashed: lineStyle(anchor.params, spec.lines, summaries).dashed,
    })),
  }));
}
