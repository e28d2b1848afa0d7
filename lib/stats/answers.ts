import type { FigureName } from "../model/figures/mod.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import { askedCore } from "../model/places.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";
import { compareRun } from "./compare_run.ts";
import {
  type ComparedMetric,
  metricOf,
  metricsOf,
} from "./compared_metrics.ts";
import { type Comparison, comparisons } from "./comparisons.ts";
import { type Interaction, interactions } from "./interactions.ts";

/** Every comparison that a run's experiment asks for. */
export interface Answers {
  /** Along the last axis, or of a mode with itself. */
  readonly main: readonly Comparison[];
  /** The same from the runs alone whose premises held. */
  readonly valid: readonly Comparison[];
  /** Along the experiment's other compared axes. */
  readonly beside: readonly Comparison[];
  readonly interactions: readonly Interaction[];
  /** Of the turns that count: whether arms lose as many as each other. */
  readonly counted: readonly Comparison[];
  /** Along any axis, by any figures; none in a run that compares equals. */
  along(axis: ParameterName, figures: readonly FigureName[]): Comparison[];
}

/** What {@linkcode answersOf} must know of a run. */
export type AskedRun = Pick<
  PlannedRun,
  "axes" | "aa" | "base" | "experiment" | "places"
>;

/** Compares whatever the experiment of a run compares. */
export function answersOf(run: AskedRun, rows: readonly Row[]): Answers {
  const { axes, aa, experiment, places } = run;
  const metrics = metricsOf(experiment, rows);
  const along = (
    axis: ParameterName,
    some: readonly ComparedMetric[],
  ): Comparison[] => {
    const values: readonly unknown[] = axes[axis] ?? [];
    if (aa || values.length < 2) return [];
    return comparisons(rows, axes, {
      axis,
      metrics: some,
      // Another core may stand in for the one that was asked for.
      ...(axis === "core" && {
        armOf: ({ cell: { params } }) =>
          values.indexOf(askedCore(params, places)),
      }),
    });
  };
  return {
    main: compareRun(run, rows, metrics),
    valid: compareRun(
      run,
      rows,
      metrics,
      (row) => isUsable(row) && isValid(row) === true,
    ),
    beside: (experiment.compared ?? []).flatMap((axis) => along(axis, metrics)),
    interactions: (experiment.interactions ?? []).flatMap(([axis, by]) =>
      interactions(along(axis, metrics), by, axes[by] ?? [])
    ),
    counted: compareRun(run, rows, [metricOf("counted_share")]),
    along: (axis, figures) => along(axis, figures.map(metricOf)),
  };
}
