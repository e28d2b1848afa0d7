import type { ChartSpec, Experiment } from "../../model/experiment.ts";
import type { Summary } from "../summary.ts";
import type { ChartContext } from "./context.ts";
import { distributionChart } from "./distribution.ts";
import { linesChart } from "./lines.ts";
import { matrixChart } from "./matrix.ts";
import { panelsChart } from "./panels.ts";

function draw(
  experiment: string,
  spec: ChartSpec,
  summaries: readonly Summary[],
  context: ChartContext,
): string {
  switch (spec.kind) {
    case "lines":
      return linesChart(experiment, spec, summaries, context);
    case "panels":
      return panelsChart(experiment, spec, summaries, context);
    case "distribution":
      return distributionChart(experiment, spec, summaries, context);
    case "matrix":
      return matrixChart(experiment, spec, summaries, context);
  }
}

/** The charts of an experiment: file names and their SVG texts. */
export function experimentCharts(
  { name, charts }: Experiment,
  summaries: readonly Summary[],
  context: ChartContext,
): { name: string; svg: string }[] {
  return charts.map((spec) => ({
    name: `${spec.name}.svg`,
    svg: draw(name, spec, summaries, context),
  }));
}
