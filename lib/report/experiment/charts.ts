import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import type { ChartSpec, Experiment } from "../../model/experiment.ts";
import {
  PARAMETER_NAMES,
  type ParameterName,
} from "../../model/parameters/params.ts";
import type { Floor } from "../../stats/floor.ts";
import type { Summary } from "../../stats/summary.ts";
import type { ChartContext } from "./context.ts";
import { distributionChart } from "./distribution.ts";
import { linesChart } from "./lines.ts";
import { matrixChart } from "./matrix.ts";
import { panelsChart } from "./panels.ts";
import { ratiosChart } from "./ratios.ts";

/** A chart and the name of its file. */
export interface NamedChart extends ScaledChart {
  readonly name: string;
}

function draw(
  experiment: string,
  spec: ChartSpec,
  summaries: readonly Summary[],
  context: ChartContext,
  main: readonly Floor[],
  beside: readonly Floor[],
): ScaledChart {
  switch (spec.kind) {
    case "ratios":
      return {
        svg: ratiosChart(
          experiment,
          spec,
          spec.axis === undefined
            ? main
            : [...main, ...beside].filter(({ comparison }) =>
              comparison.axis === spec.axis
            ),
          context,
        ),
      };
    case "lines":
      return linesChart(experiment, spec, summaries, context);
    case "panels":
      return panelsChart(experiment, spec, summaries, context);
    case "distribution":
      return distributionChart(experiment, spec, summaries, context);
    case "matrix":
      return { svg: matrixChart(experiment, spec, summaries, context) };
  }
}

/** Whether cells differ in a parameter that have these parameters in common. */
function differsBeside(
  told: readonly ParameterName[],
  name: ParameterName,
  summaries: readonly Summary[],
): boolean {
  const alike = Map.groupBy(
    summaries,
    ({ params }) => JSON.stringify(told.map((one) => params[one])),
  );
  return [...alike.values()].some((some) =>
    new Set(some.map(({ params }) => params[name])).size > 1
  );
}

/**
 * The chart with lines of their own for all values that its axes do not tell
 * apart.
 */
function complete(spec: ChartSpec, summaries: readonly Summary[]): ChartSpec {
  if (spec.kind === "matrix" || spec.kind === "ratios") return spec;
  const told = (spec.kind === "distribution"
    ? [
      ...spec.lines,
      spec.columns,
      spec.rows,
      ...Object.keys(spec.where ?? {}) as ParameterName[],
    ]
    : spec.kind === "panels"
    ? [...spec.lines, spec.x, spec.columns, spec.rows]
    : [...spec.lines, spec.x]).filter((name) => name !== undefined);
  const extra: ParameterName[] = [];
  for (const name of PARAMETER_NAMES) {
    if (differsBeside([...told, ...extra], name, summaries)) extra.push(name);
  }
  return { ...spec, lines: [...spec.lines, ...extra] };
}

/**
 * The charts of an experiment and the names of their files, of its cells and
 * of what was compared, along its last axis and along others, with what that
 * could not have seen.
 */
export function experimentCharts(
  { name, charts }: Experiment,
  summaries: readonly Summary[],
  context: ChartContext,
  main: readonly Floor[],
  beside: readonly Floor[] = [],
): NamedChart[] {
  return charts.map((spec) => ({
    name: `${spec.name}.svg`,
    ...draw(
      name,
      complete(spec, summaries),
      summaries,
      context,
      main,
      beside,
    ),
  }));
}
