import type { Point } from "../../chart/marks/series.ts";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { panelChartOnAllScales } from "../../chart/panels/panel_chart_scales.ts";
import type { DistributionSpec } from "../../model/experiment.ts";
import {
  bucketMiddle,
  type Histogram,
  total,
} from "../../model/measurement/histogram.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import type { Summary } from "../../stats/summary.ts";
import { caption } from "./caption.ts";
import type { ChartContext } from "./context.ts";
import { lineNames, tracks } from "./grid.ts";
import { lineName, lineStyle } from "./labels.ts";
import { behindText, distributionsBehind } from "./published.ts";
import { inChartWords } from "./words.ts";

/** The most points of a line: more could not be told apart. */
const MAX_POINTS = 400;
/** The most points of a tail in every tenth that it goes down. */
const MAX_POINTS_PER_DECADE = 100;

/**
 * The points of a distribution: at each latency, in us, the share of all that
 * are at most as long.
 */
function distribution(histogram: Histogram): Point[] {
  const all = total(histogram);
  const points: Point[] = [];
  let seen = 0;
  let drawn = -1;
  histogram.counts.forEach((count, bucket) => {
    if (count === 0) return;
    seen += count;
    const step = Math.floor(seen / all * MAX_POINTS);
    // The first and the last point are kept, however close the next one is.
    if (step === drawn && seen < all) return;
    drawn = step;
    points.push({ x: bucketMiddle(bucket) / 1e3, y: seen / all });
  });
  return points;
}

/**
 * The points of a tail: at each latency, in us, the share of all that are at
 * least as long.
 */
function tail(histogram: Histogram): Point[] {
  const all = total(histogram);
  const points: Point[] = [];
  let left = all;
  let drawn = -1;
  histogram.counts.forEach((count, bucket) => {
    if (count === 0) return;
    const step = Math.floor(-Math.log10(left / all) * MAX_POINTS_PER_DECADE);
    if (step !== drawn || left === count) {
      points.push({ x: bucketMiddle(bucket) / 1e3, y: left / all });
    }
    drawn = step;
    left -= count;
  });
  return points;
}

/**
 * At most so many of the names, at even distances, the first and the last among
 * them.
 */
function someOf(names: readonly string[], most = Infinity): string[] {
  if (names.length <= most) return [...names];
  return Array.from(
    { length: most },
    (_, i) => names[Math.round(i * (names.length - 1) / (most - 1))] ?? "",
  );
}

/** Whether a cell has these values. */
export function hasValues(
  { params }: Summary,
  where: DistributionSpec["where"] = {},
): boolean {
  return Object.entries(where).every(([name, value]) =>
    params[name as ParameterName] === value
  );
}

/** Draws distributions of a latency in a grid of small charts. */
export function distributionChart(
  experiment: string,
  spec: DistributionSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): ScaledChart {
  const all = summaries.filter((s) => hasValues(s, spec.where));
  const allRows = tracks(spec.rows, all);
  const kept = someOf(allRows.names, spec.maxRows);
  const some = all.filter((s) =>
    kept.includes(allRows.names[allRows.indexOf(s)] ?? "")
  );
  const names = lineNames(spec.lines, some);
  const rows = tracks(spec.rows, some);
  const isTail = spec.scale === "tail";
  const columns = tracks(spec.columns, some);
  const behind = isTail ? [] : distributionsBehind(
    experiment,
    context.published ?? [],
    spec.latency,
    some,
  );
  return panelChartOnAllScales(inChartWords(context, {
    title: `${experiment}: ${spec.title}`,
    subtitle: context.setting,
    caption: [
      ...caption(context, some, [], "every read"),
      ...rows.names.length < allRows.names.length
        ? [`${rows.names.length} of ${allRows.names.length} rows are shown.`]
        : [],
      ...behindText(behind),
    ],
    settings: context.settings,
    x: { label: spec.latency, unit: "us", scale: "log" },
    y: isTail
      ? {
        label: "share of reads that take at least so long",
        unit: "%",
        scale: "log",
      }
      : { label: "share of reads", unit: "%", scale: "linear" },
    columns: columns.names,
    rows: rows.names,
    series: names.map((name) => ({
      name,
      style: lineStyle(
        some.find((s) => lineName(s.params, spec.lines) === name)!.params,
        spec.lines,
        some,
      ),
    })),
    panels: some.flatMap((summary) => {
      const histogram = summary.latency(spec.latency);
      return histogram
        ? [{
          row: rows.indexOf(summary),
          column: columns.indexOf(summary),
          series: names.indexOf(lineName(summary.params, spec.lines)),
          points: isTail ? tail(histogram) : distribution(histogram),
        }]
        : [];
    }),
    backdrops: behind.map(({ line, anchor }) => ({
      ...line,
      row: rows.indexOf(anchor),
      column: columns.indexOf(anchor),
      dashed: false,
    })),
    markers: false,
    step: isTail ? "tail" : "cumulative",
  }));
}
