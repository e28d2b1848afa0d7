/** What the experiments with connections share: `echo` and `accept`. */

import type { PanelsSpec } from "../lib/model/experiment.ts";
import { FIO_LOOP } from "../lib/model/parameters/fio_loop.ts";

/**
 * What the loop of a server has otherwise than fio's: a round takes what has
 * come, up to 64, and submits as much in one call.
 */
export const SERVER = {
  iodepthBatch: 64,
  iodepthBatchCompleteMax: 64,
  submitGetevents: false,
} as const;

/** The loop of a server. */
export const SERVER_LOOP = { ...FIO_LOOP, ...SERVER };

/**
 * A chart of a figure by how many are under way, with a line for each engine
 * and mode.
 */
export function byEngine(
  chart: Pick<PanelsSpec, "name" | "title" | "metrics" | "columns" | "rows">,
): PanelsSpec {
  return {
    kind: "panels",
    x: "iodepth",
    xScale: "log",
    lines: ["engine", "mode"],
    scale: "log",
    ...chart,
  };
}
