import { kicks, type TracedCell, wakeupIpis } from "../../trace/traced_cell.ts";
import { lineChart } from "../chart/line_chart.ts";
import type { Series } from "../chart/line_chart_spec.ts";
import type { ChartContext } from "../experiment_charts.ts";

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
        filled: m === 0,
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
      "IPIs sent to the measured CPUs, by cause; counted by bpftrace in one " +
      `run of ${context.runtime} s each, which is slower than untraced ones.`,
    ],
    settings: context.settings,
    x: { label: "iodepth", values: iodepths(shown), scale: "log2" },
    y: { label: "per second", unit: "", scale: "log" },
    series,
  });
}
