// @ts-types="@types/d3-array"
import { greatest } from "d3-array";
import type { ParameterName } from "../model/parameters/params.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import { isUsable, type Row } from "../model/row.ts";
import { COMPARED_METRICS, type ComparedMetric } from "./compared_metrics.ts";
import { type Comparison, comparisons } from "./comparisons.ts";

/** Every comparison that a run's experiment declares: along its last axis. */
export function compareRun(
  { axes, aa, base }: Pick<PlannedRun, "axes" | "aa" | "base">,
  rows: readonly Row[],
  metrics: readonly ComparedMetric[] = COMPARED_METRICS,
  usable: (row: Row) => boolean = isUsable,
): Comparison[] {
  const axis = Object.keys(axes).at(-1) as ParameterName | undefined;
  if (!aa || !axis) return comparisons(rows, axes, { metrics, usable });
  const [value = base[axis]] = axes[axis] ?? [];
  // Two arms of one value, which only their names tell apart.
  return comparisons(rows, { ...axes, [axis]: [value, value] }, {
    metrics,
    usable,
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
