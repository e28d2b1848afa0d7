// @ts-types="@types/d3-array"
import { deviation, extent, mean, median } from "d3-array";
import type { AbComparison } from "./comparison.ts";
import {
  DELIVERY_FIGURES,
  type DeliveryFigure,
  deliveryOf,
  type WatchedRun,
} from "./delivery.ts";
import type { Metric } from "./metric.ts";
import { type RunPair, SIDES } from "./pairs.ts";

/** Changes whenever a field changes its meaning. */
const VERSION = 1;

/** What an export is made from. */
export interface Exported {
  /** The commands as they were typed. */
  readonly commands: readonly [a: string, b: string];
  readonly metric: Metric | undefined;
  readonly pairs: readonly RunPair[];
  readonly compared: readonly AbComparison[];
  readonly seed: number;
  /** Runs beside those, which were watched and not timed. */
  readonly watched: readonly WatchedRun[];
}

/** "wake_ups_per_completion" */
function keyOf({ name }: DeliveryFigure): string {
  return name.replaceAll(/\W/g, "_");
}

/**
 * All runs as hyperfine exports them (its --export-json: "results", times in
 * seconds, memory in bytes), and beside them the order of the pairs and the
 * comparisons. `null` is what cannot be told.
 */
export function exportedJson(
  { commands, metric, pairs, compared, seed, watched }: Exported,
): string {
  const results = SIDES.map((side, i) => {
    const runs = pairs.map((pair) => pair[side]);
    const times = runs.map(({ wallSeconds }) => wallSeconds);
    const [min, max] = extent(times);
    return {
      command: commands[i],
      mean: mean(times),
      stddev: deviation(times) ?? null,
      median: median(times),
      user: mean(runs, ({ userSeconds }) => userSeconds),
      system: mean(runs, ({ systemSeconds }) => systemSeconds),
      min,
      max,
      times,
      memory_usage_byte: runs.map(({ maxRssBytes }) => maxRssBytes),
      exit_codes: runs.map(({ exitStatus }) => exitStatus),
      user_times: runs.map(({ userSeconds }) => userSeconds),
      system_times: runs.map(({ systemSeconds }) => systemSeconds),
      ...(metric && { [metric.name]: runs.map((run) => run.metric) }),
    };
  });
  const comparisons = compared.map(({ figure, estimate, verdict }) => ({
    figure: figure.name,
    better: figure.better,
    arms: "B / A",
    ratio: estimate.ratio ?? null,
    low: estimate.low ?? null,
    high: estimate.high ?? null,
    p: estimate.p ?? null,
    pairs: estimate.n,
    verdict: verdict.text,
  }));
  const watches = watched.map((run) => ({
    side: run.side,
    ...Object.fromEntries(
      DELIVERY_FIGURES.map((figure) =>
        [keyOf(figure), deliveryOf(figure, run) ?? null] as const
      ),
    ),
  }));
  const orders = pairs.map(({ order }) => order.join(""));
  const file = {
    schema: "uringlab-ab",
    version: VERSION,
    seed,
    orders,
    results,
    comparisons,
    ...(watched.length > 0 && { watched: watches }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
