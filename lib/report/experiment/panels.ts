// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { PanelsSpec } from "../../model/experiment.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import { parameterLabel } from "../../model/parameters/labels.ts";
import { NEVER_VISIBLE } from "../../model/row.ts";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { panelChartOnAllScales } from "../../chart/panels/panel_chart_scales.ts";
import type {
  PanelNote,
  Reference,
} from "../../chart/panels/panel_chart_spec.ts";
import type { Summary } from "../../stats/summary.ts";
import { caption } from "./caption.ts";
import type { ChartContext } from "./context.ts";
import { lineNames, type Tracks, tracks } from "./grid.ts";
import { behindText, figuresBehind } from "./published.ts";
import { figureLabel, lineName, lineStyle } from "./labels.ts";
import { point, valuesOf } from "./lines.ts";
import { inChartWords } from "./words.ts";

/**
 * The lines of reference: the timer's tick on both axes, and where y equals
 * thinktime.
 */
function references(
  spec: PanelsSpec,
  { hz }: ChartContext,
): readonly Reference[] {
  return (spec.references ?? []).flatMap((name): Reference[] => {
    if (name === "equal") {
      return [{ axis: "diagonal", label: `= ${parameterLabel(spec.x).label}` }];
    }
    if (hz === null) return [];
    const value = 1e6 / hz;
    const label = `tick, ${value / 1000} ms`;
    return [
      { axis: "y", value, label },
      { axis: "x", value, label: "" },
    ];
  });
}

/** Notes in panels on what can never have figures there. */
function notes(
  spec: PanelsSpec,
  summaries: readonly Summary[],
  columns: Tracks,
  rows: Tracks,
): readonly PanelNote[] {
  const without = summaries.filter(({ ok, impossible }) => !ok && impossible);
  const byPanel = groups(
    without,
    (s) => rows.indexOf(s),
    (s) => columns.indexOf(s),
  );
  return byPanel.flatMap(([row, cells]) =>
    cells.map(([column, some]) => {
      const names = new Set(
        some.map(({ params }) => lineName(params, spec.lines)),
      );
      const reasons = some.flatMap((s) => s.reasons);
      const what = reasons.every((why) => why.startsWith(NEVER_VISIBLE))
        ? "never visible"
        : "impossible";
      return { row, column, text: `${what}: ${[...names].join("; ")}` };
    })
  );
}

/** Draws figures over one parameter in a grid of small charts. */
export function panelsChart(
  experiment: string,
  spec: PanelsSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): ScaledChart {
  const names = lineNames(spec.lines, summaries);
  const rows = tracks(spec.rows, summaries);
  const several = spec.metrics.length > 1;
  const columns: Tracks = several
    ? {
      names: spec.metrics.map((metric) => figureLabel(metric).label),
      indexOf: () => 0,
    }
    : tracks(spec.columns, summaries);
  const panels = spec.metrics.flatMap((metric: FigureName, m) =>
    groups(
      summaries,
      (s) => rows.indexOf(s),
      (s) => several ? m : columns.indexOf(s),
      (s) => names.indexOf(lineName(s.params, spec.lines)),
    ).flatMap(([row, inRow]) =>
      inRow.flatMap(([column, inPanel]) =>
        inPanel.map(([series, some]) => ({
          row,
          column,
          series,
          points: some.flatMap((s) => point(spec.x, metric, s)),
        }))
      )
    )
  );
  const behind = spec.metrics.map((metric) =>
    figuresBehind(
      experiment,
      context.published ?? [],
      { metric, x: spec.x },
      summaries,
    )
  );
  const [metric] = spec.metrics;
  const { label, unit } = figureLabel(metric ?? "iops");
  return panelChartOnAllScales(inChartWords(context, {
    title: `${experiment}: ${spec.title} by ${parameterLabel(spec.x).label}`,
    subtitle: context.setting,
    caption: [
      ...caption(context, summaries, spec.metrics),
      ...behindText(behind.flat()),
    ],
    settings: context.settings,
    x: {
      ...parameterLabel(spec.x),
      values: valuesOf(spec.x, summaries),
      scale: spec.xScale,
    },
    y: { label: several ? "per read" : label, unit, scale: spec.scale },
    columns: columns.names,
    rows: rows.names,
    series: names.map((name) => ({
      name,
      style: lineStyle(
        summaries.find((s) => lineName(s.params, spec.lines) === name)!.params,
        spec.lines,
        summaries,
      ),
    })),
    panels,
    backdrops: behind.flatMap((some, m) =>
      some.map(({ line, anchor }) => ({
        ...line,
        row: rows.indexOf(anchor),
        column: several ? m : columns.indexOf(anchor),
        dashed: lineStyle(anchor.params, spec.lines, summaries).dashed,
      }))
    ),
    references: references(spec, context),
    notes: notes(spec, summaries, columns, rows),
  }));
}
