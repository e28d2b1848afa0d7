// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import { stackedBars } from "../../chart/bars/stacked_bars.ts";
import type { ClassShare } from "../../chart/bars/stacked_bars_spec.ts";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { lineChartOnAllScales } from "../../chart/lines/line_chart_scales.ts";
import type { Series } from "../../chart/marks/series.ts";
import { variantParts } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import { hasInterrupts } from "../../model/parameters/loads.ts";
import type { Params } from "../../model/parameters/params.ts";
import {
  blockCount,
  byCell,
  sumOver,
  triggerShare,
} from "../../trace/blocks.ts";
import { kicks, type TracedCell, wakeupIpis } from "../../trace/traced_cell.ts";
import { type Trigger, triggersIn } from "../../trace/trigger.ts";
import type { ChartContext } from "../experiment/context.ts";
import { inChartWords } from "../experiment/words.ts";

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
  blocks: readonly TracedCell[],
  named: readonly Trigger[],
): ClassShare[] | null {
  const all = named.flatMap((name) => {
    const share = triggerShare(blocks, name);
    const count = sumOver(blocks, ({ trace }) => trace?.triggers.get(name));
    return share === undefined ? [] : [{ name, share, count: count ?? 0 }];
  });
  return all.length === 0 ? null : all;
}

/** "One run of 1 s each", "3 runs of 0.25 s each". */
function runsText(
  cells: readonly TracedCell[],
  runtime: number,
): string {
  const blocks = blockCount(cells);
  return `${blocks === 1 ? "One run" : `${blocks} runs`} of ${runtime} s each`;
}

/**
 * Names the bar of a cell. Without `namesCore` only an unusual core is named, as
 * everywhere; among bars of several cores each has to tell its own.
 */
function barName(params: Params, axes: Axes, namesCore: boolean): string {
  const parts = namesCore
    ? [
      `${params.core} core`,
      ...variantParts({ ...params, core: "non-interrupt" }, axes),
    ]
    : variantParts(params, axes);
  return [params.mode, ...parts].join(", ");
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
  const cores = new Set(
    cells.map(({ row }) => row.cell.params).filter(hasInterrupts)
      .map(({ core }) => core),
  );
  const groups = iodepths(cells).map((iodepth) => ({
    name: `${iodepth}`,
    bars: byCell(
      cells.filter(({ row }) => row.cell.params.iodepth === iodepth),
    ).map((blocks) => {
      const { params } = blocks[0].row.cell;
      const namesCore = cores.size > 1 && hasInterrupts(params);
      const isTraced = blocks.some(({ trace }) => trace);
      return {
        name: barName(params, axes, namesCore),
        shares: shares(blocks, named),
        why: isTraced ? "no run of task_work" : undefined,
      };
    }),
  }));
  return stackedBars(inChartWords(context, {
    title: "What ran the task_work",
    subtitle: context.setting,
    caption: [
      `${runsText(cells, context.runtime)}, traced. The classes ` +
      "up to other_syscall are system calls (do_syscall_64), told apart.",
    ],
    settings: context.settings,
    groupLabel: "iodepth",
    shareLabel: "share of the runs of task_work",
    classes: named,
    groups,
  }));
}

/**
 * Kicks, wake-up IPIs and reads per second by iodepth, for each mode; cells
 * with hogs are left out, as hogs are neither kicked nor woken.
 */
export function kicksChart(
  cells: readonly TracedCell[],
  context: ChartContext,
): ScaledChart {
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
      points: byCell(
        shown.filter(({ row }) => row.cell.params.mode === mode),
      ).flatMap((blocks) => {
        const { iodepth } = blocks[0].row.cell.params;
        const y = mean(blocks, (cell) => {
          const count = of(cell);
          return count === undefined
            ? undefined
            : count / cell.row.cell.params.runtime;
        });
        return y === undefined ? [] : [{ x: iodepth, y }];
      }),
    }))
  );
  return lineChartOnAllScales(inChartWords(context, {
    title: "Kicks, wake-up IPIs and reads by iodepth",
    subtitle: context.setting,
    caption: [
      "IPIs sent to the measured CPUs, by cause; counted in " +
      `${blockCount(cells) === 1 ? "one traced run" : "traced runs"} of ` +
      `${context.runtime} s each, slower than untraced ones.`,
    ],
    settings: context.settings,
    x: { label: "iodepth", values: iodepths(shown), scale: "log2" },
    y: { label: "per second", unit: "", scale: "log" },
    series,
  }));
}
