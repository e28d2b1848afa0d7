// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { Experiment } from "../model/experiment.ts";
import {
  type Figure,
  figure,
  type FigureName,
  FIGURES,
} from "../model/figures/mod.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import { isUsable, type Row } from "../model/row.ts";
import { percentileOfRows } from "./arm_percentile.ts";
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

/** What experiments are compared by, and what --precision waits for. */
export const COMPARED_METRICS: readonly ComparedMetric[] = compared(
  FIGURES.filter((figure) => figure.compared === "always"),
);

/** One figure, whether or not it is among those. */
export function metricOf(name: FigureName): ComparedMetric {
  const { better, resolution } = figure(name);
  // Of a figure that is better neither way a ratio can be told, no verdict.
  return { name, better: better === "higher" ? "higher" : "lower", resolution };
}

/** What is compared in any experiment. */
export const USUAL_METRICS: readonly ComparedMetric[] = [
  ...COMPARED_METRICS,
  ...compared(FIGURES.filter((figure) => figure.compared === "beside")),
];

/** Whether some row has a figure, or the reads of some arm together have it. */
function isThere(name: FigureName, rows: readonly Row[]): boolean {
  if (rows.some(({ metrics }) => metrics[name] !== undefined)) return true;
  if (!figure(name).percentile) return false;
  const arms = groups(
    rows.filter(isUsable),
    ({ identity, cell: { arm, params } }) =>
      JSON.stringify([
        identity.run,
        arm,
        ...PARAM_COLUMNS.map(({ value }) => value(params)),
      ]),
  );
  return arms.some(([, some]) =>
    percentileOfRows(new Map(some.map((row, i) => [i, row])), name)?.value !==
      undefined
  );
}

/**
 * What runs of an experiment are compared by: lat too where it is told in it.
 * Only figures that there are, as not every machine and not every number of
 * reads tells all of them.
 */
export function metricsOf(
  { table }: Pick<Experiment, "table">,
  rows: readonly Row[],
): ComparedMetric[] {
  const told = FIGURES.filter((figure) =>
    figure.compared === "told" && table.includes(figure.name)
  );
  return [...USUAL_METRICS, ...compared(told)].filter(({ name }) =>
    isThere(name, rows)
  );
}
