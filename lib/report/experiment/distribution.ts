import type { DistributionSpec } from "../../model/experiment.ts";
import { bucketMiddle, type Histogram, total } from "../../model/histogram.ts";
import type { ParameterName } from "../../model/parameters.ts";
import { panelChart } from "../chart/panel_chart.ts";
import type { Point } from "../chart/line_chart_spec.ts";
import type { Summary } from "../summary.ts";
import { caption } from "./caption.ts";
import type { ChartContext } from "./context.ts";
import { lineNames, tracks } from "./grid.ts";
import { lineName, lineStyle } from "./labels.ts";

/** More points than that are not to be told apart. */
const MAX_POINTS = 400;

/** The share of all latencies that are not above each, in us. */
function distribution(histogram: Histogram): Point[] {
  const all = total(histogram);
  const points: Point[] = [];
  let seen = 0;
  let drawn = -1;
  histogram.counts.forEach((count, bucket) => {
    if (count === 0) return;
    seen += count;
    const step = Math.floor(seen / all * MAX_POINTS);
    // The first and the last stand where they are, whatever their share.
    if (step === drawn && seen < all) return;
    drawn = step;
    points.push({ x: bucketMiddle(bucket) / 1e3, y: seen / all });
  });
  return points;
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

/** Cumulative distributions of a latency in a grid of small charts. */
export function distributionChart(
  experiment: string,
  spec: DistributionSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): string {
  const some = summaries.filter((s) => hasValues(s, spec.where));
  const names = lineNames(spec.lines, some);
  const rows = tracks(spec.rows, some);
  const columns = tracks(spec.columns, some);
  return panelChart({
    title: `${experiment}: ${spec.title}`,
    subtitle: context.setting,
    caption: caption(context, some),
    settings: context.settings,
    x: { label: spec.latency, unit: "us", scale: "log" },
    y: { label: "share of reads", unit: "%", scale: "linear" },
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
          points: distribution(histogram),
        }]
        : [];
    }),
    markers: false,
    step: true,
  });
}
