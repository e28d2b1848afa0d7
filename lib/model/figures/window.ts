import type { MeasuredFigure } from "./figure.ts";

/** Whether the window was measured as it should be. */
export const WINDOW = [
  {
    name: "snapshot_ratio",
    unit: "1",
    doc: "time between the readings of the counters / window: 1 when on time",
    better: "none",
    value: (m) => m.measurement.snapshotNs / m.measurement.windowNs,
  },
  {
    name: "littles_law",
    unit: "1",
    doc: "iops x lat_avg / (workers x iodepth): 1 when every read was counted",
    better: "none",
    summary: true,
    value: (m) =>
      m.measurement.lat.sum / m.measurement.windowNs /
      (m.params.workers * m.params.iodepth),
  },
] as const satisfies readonly MeasuredFigure[];
