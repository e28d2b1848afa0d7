// @ts-types="@types/d3-array"
import { greatest } from "d3-array";
import { type Field, rounded } from "../model/columns.ts";
import { type ParameterName, valueText } from "../model/parameters/table.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Row } from "../model/row.ts";
import { type Comparison, comparisons } from "../stats/comparisons.ts";

/** Every comparison that a run's experiment declares: along its last axis. */
export function compareRun(
  { axes, aa, base }: Pick<PlannedRun, "axes" | "aa" | "base">,
  rows: readonly Row[],
): Comparison[] {
  const axis = Object.keys(axes).at(-1) as ParameterName | undefined;
  if (!aa || !axis) return comparisons(rows, axes);
  const [value = base[axis]] = axes[axis] ?? [];
  // Two arms of one value, which only their names tell apart.
  return comparisons(rows, { ...axes, [axis]: [value, value] }, {
    armOf: ({ cell }) => cell.arm === "B" ? 1 : 0,
  });
}

/** Half an interval in percent; Infinity where there is none. */
export function halfWidth({ verdict }: Comparison): number {
  return verdict.precision ?? Infinity;
}

/** The comparison with the widest interval. */
export function widest(
  compared: readonly Comparison[],
): Comparison | undefined {
  return greatest(compared, halfWidth);
}

/** What tells a comparison from others, "iodepth 8, busy" for example. */
export function whereText({ where }: Comparison): string {
  return Object.entries(where).map(([name, value]) =>
    `${name} ${valueText(value)}`
  ).join(", ");
}

/** "coop / default" */
export function armsText({ from, to }: Comparison): string {
  return from === to
    ? `${valueText(from)} (B) / ${valueText(from)} (A)`
    : `${valueText(to)} / ${valueText(from)}`;
}

/** The lines of comparisons.csv with their header. */
export function comparisonLines(compared: readonly Comparison[]): Field[][] {
  return [
    [
      "where",
      "arms",
      "metric",
      "ratio",
      "low",
      "high",
      "blocks",
      "dropped",
      "p",
      "verdict",
    ],
    ...compared.map((c): Field[] => [
      whereText(c),
      armsText(c),
      c.metric.name,
      rounded(c.estimate.ratio),
      rounded(c.estimate.low),
      rounded(c.estimate.high),
      c.estimate.n,
      c.dropped,
      rounded(c.estimate.p),
      c.verdict.text,
    ]),
  ];
}

/** "+1.2 %": how far a ratio is from 1. */
export function percent(ratio: number | undefined): string {
  if (ratio === undefined) return "?";
  const change = (ratio - 1) * 100;
  return `${change < 0 ? "-" : "+"}${Math.abs(change).toFixed(1)} %`;
}

/** "+1.2 % (-0.8 % to +3.2 %)" */
export function estimateText(
  { estimate }: Pick<Comparison, "estimate">,
): string {
  const { ratio, low, high } = estimate;
  return low === undefined
    ? percent(ratio)
    : `${percent(ratio)} (${percent(low)} to ${percent(high)})`;
}

/** The comparisons as a table of words. */
export function comparisonTable(compared: readonly Comparison[]) {
  return {
    head: ["where", "arms", "figure", "change, 95 % interval", "verdict"],
    rows: compared.map((c) => [
      whereText(c),
      armsText(c),
      c.metric.name,
      estimateText(c),
      c.verdict.text,
    ]),
  };
}
