import { type MetricName, METRICS } from "./metrics.ts";

/** What only a traced run tells; the values come from lib/trace. */
export const TRACE_FIGURES = [
  {
    name: "kicks_per_io",
    unit: "1",
    doc: "IPIs that task_work_add() sent to the measured CPUs, per read",
  },
  {
    name: "wakeups_per_io",
    unit: "1",
    doc: "wake-ups of sleeping workers and partners, per read",
  },
  {
    name: "res_sent_per_io",
    unit: "1",
    doc: "rescheduling IPIs sent to the measured CPUs for any reason, per read",
  },
] as const;

/** The name of a figure of a traced run. */
export type TraceFigureName = typeof TRACE_FIGURES[number]["name"];

/** Every figure that a chart or a table may show. */
export type FigureName = MetricName | TraceFigureName;

/** The figures of a row; absent where the machine did not tell. */
export type Figures = { readonly [K in FigureName]?: number };

/** All figures: names, units and meanings. */
export const FIGURES: readonly {
  name: FigureName;
  unit: string;
  doc: string;
}[] = [...METRICS, ...TRACE_FIGURES];

/** Whether only a traced run tells it. */
export function isTraceFigure(name: FigureName): name is TraceFigureName {
  return TRACE_FIGURES.some((figure) => figure.name === name);
}
