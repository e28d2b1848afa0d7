import type { Experiment } from "../../model/experiment.ts";
import { FIGURES } from "../../model/figures/mod.ts";
import {
  COMPARED_METRICS,
  type ComparedMetric,
  HISTOGRAM_STEP,
} from "../../stats/compared_metrics.ts";

const LATENCY = /^[sc]?lat_(avg|p\d+)_us$/;
const OTHERS: readonly string[] = ["iops", "cpu_per_io_us", "syscalls_per_io"];

/** Everything that two runs can be compared by. */
export const COMPARABLE: readonly ComparedMetric[] = FIGURES
  .filter(({ name }) => LATENCY.test(name) || OTHERS.includes(name))
  .map(({ name }) => ({
    name,
    better: name === "iops" ? "higher" : "lower",
    resolution: /_p\d+_us$/.test(name) ? HISTOGRAM_STEP : 0,
  }));

/** What runs of an experiment are compared by: lat too where it is told in it. */
export function metricsOf({ table }: Experiment): ComparedMetric[] {
  const told = COMPARABLE.filter(({ name }) =>
    name.startsWith("lat_") && table.includes(name)
  );
  return [...COMPARED_METRICS, ...told];
}
