import type { MeasuredFigure } from "./figure.ts";

/** Whether the window was measured as it should be. */
export const WINDOW = [
  {
    name: "snapshot_ratio",
    unit: "1",
    doc: "time between the readings of the counters / window: 1 when on time",
    better: "none",
    value: ({ measurement: { snapshotNs, windowNs } }) =>
      snapshotNs && snapshotNs / windowNs,
  },
  {
    name: "littles_law",
    unit: "1",
    doc: "mean number of reads in flight / (workers x iodepth): 1 when no " +
      "slot is ever without one",
    better: "none",
    summary: true,
    value: ({ measurement: { inFlightNs, windowNs }, params }) =>
      inFlightNs / windowNs / (params.workers * params.iodepth),
  },
] as const satisfies readonly MeasuredFigure[];
