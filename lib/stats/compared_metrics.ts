import type { Experiment } from "../model/experiment.ts";
import { type Figure, type FigureName, FIGURES } from "../model/figures/mod.ts";
import type { Better } from "./verdict.ts";

/** A figure that comparisons are made of. */
export interface ComparedMetric {
  readonly name: FigureName;
  readonly better: Better;
  /** The relative step in which it is read; 0 where there is none. */
  readonly resolution: number;
}

/** Those of the figures that one can be better in. */
function compared(figures: readonly Figure[]): ComparedMetric[] {
  return figures.flatMap(({ name, better, resolution }) =>
    better === "none" ? [] : [{ name, better, resolution }]
  );
}

/** Everything that two runs can be compared by. */
export const COMPARABLE: readonly ComparedMetric[] = compared(
  FIGURES.filter((figure) => figure.compared !== undefined),
);

/** What experiments are compared by unless they say otherwise. */
export const COMPARED_METRICS: readonly ComparedMetric[] = compared(
  FIGURES.filter((figure) => figure.compared === "always"),
);

/** What runs of an experiment are compared by: lat too where it is told in it. */
export function metricsOf(
  { table }: Pick<Experiment, "table">,
): ComparedMetric[] {
  const told = FIGURES.filter((figure) =>
    figure.compared === "told" && table.includes(figure.name)
  );
  return [...COMPARED_METRICS, ...compared(told)];
}
