import { stackedBars } from "../../chart/bars/stacked_bars.ts";
import type { ClassShare } from "../../chart/bars/stacked_bars_spec.ts";
import { lineChart } from "../../chart/lines/line_chart.ts";
import type { Series } from "../../chart/marks/series.ts";
import { variantParts } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import {
  kicks,
  total,
  type TracedCell,
  wakeupIpis,
} from "../../trace/traced_cell.ts";
import { type Trigger, triggersIn } from "../../trace/trigger.ts";
import type { ChartContext } from "../experiment/context.ts";

const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** What the second chart shows: per second of the traced window. */
const RATES = [
  { name: "reads", of: ({ row }: TracedCell) => row.metrics.ios },
  { name: "kicks", of: ({ trace }: TracedCell) => trace && kicks(trace) },
  {
    name: "wake-up IPIs",
    of: ({ trace }: TracedCell) => trace && wakeupIpis(trace),
  },
] as const;

function iodepths(cells: readonly TracedCell[]): number[] {
  return [...new Set(cells.map(({ row }) => row.cell.params.iodepth))]
    .sort((a, b) => a - b);
}

function shares(
  cell: TracedCell,
  named: readonly Trigger[],
): ClassShare[] | null {
  const runs = total(cell.trace?.triggers);
  return runs === 0 ? null : named.map((name) => {
    const count = cell.trace?.triggers.get(name) ?? 0;
    return { name, share: count / runs, count };
  });
}

/**
 * Shares of what ran the task_work: a bar per cell, iodepth by iodepth; `axes`
 * are those of the run.
 */
export function triggersChart(
  cells: readonly TracedCell[],
  context: ChartContext,
  axes: Axes,
): string {
  const named = triggersIn(cells.map(({ trace }) => trace));
  const groups = iodepths(cells).map((iodepth) => ({
    name: `${iodepth}`,
    bars: cells.filter(({ row }) => row.cell.params.iodepth === iodepth)
      .map((cell) => {
        const { params } = cell.row.cell;
        const name = [params.mode, ...variantParts(params, axes)].join(", ");
        return { name, shares: shares(cell, named) };
      }),
  }));
  return stackedBars({
    title: "What ran the task_work",
    subtitle: context.setting,
    caption: [
      `One run of ${context.runtime} s each, traced. The classes ` +
      "up to other_syscall are system calls (do_syscall_64), told apart.",
    ],
    settings: context.settings,
    groupLabel: "iodepth",
    shareLabel: "share of the runs of task_work",
    classes: named,
    groups,
  });
}

/**
 * Kicks, wake-up IPIs and reads per second by iodepth, for each mode; cells
 * with hogs are left out, as hogs are neither kicked nor woken.
 */
export function kicksChart(
  cells: readonly TracedCell[],
  context: ChartContext,
): string {
  const idle = cells.filter(({ row }) => !row.cell.params.busy);
  const shown = idle.length ? idle : cells;
  const modes = [...new Set(shown.map(({ row }) => row.cell.params.mode))];
  const series: Series[] = RATES.flatMap(({ name, of }, rate) =>
    modes.map((mode, m) => ({
      name: `${name}, ${mode}`,
      style: {
        color: rate,
        dashed: m % 2 === 1,
        marker: MARKERS[rate] ?? "circle",
      },
      points: shown.filter(({ row }) => row.cell.params.mode === mode)
        .flatMap((cell) => {
          const count = of(cell);
          const { iodepth, runtime } = cell.row.cell.params;
          return count === undefined
            ? []
            : [{ x: iodepth, y: count / runtime }];
        }),
    }))
  );
  return lineChart({
    title: "Kicks, wake-up IPIs and reads by iodepth",
    subtitle: context.setting,
    caption: [
      "IPIs sent to the measured CPUs, by cause; counted in one " +
      `traced run of ${context.runtime} s each, slower than untraced ones.`,
    ],
    settings: context.settings,
    x: { label: "iodepth", values: iodepths(shown), scale: "log2" },
    y: { label: "per second", unit: "", scale: "log" },
    series,
  });
}
