import type { MeasuredFigure } from "./figure.ts";

/** Whether an arm had its cell for itself, and what taking turns cost. */
export const TURNS = [
  {
    name: "turns",
    unit: "1",
    doc: "turns of the arm in its cell; 1 where it has the cell for itself",
    better: "none",
    value: (m) => m.measurement.turns.length,
  },
  {
    name: "lost_share",
    unit: "1",
    doc:
      "part of the cell's time that is in no turn: reads came back, and the " +
      "next arm settled",
    better: "lower",
    value: (m) => m.measurement.lostShare,
  },
  {
    name: "late_share",
    unit: "1",
    doc: "part of the arm's time by which its workers began too late to be " +
      "settled when a turn began",
    better: "lower",
    value: ({ measurement: { turns, windowNs }, params }) =>
      turns.reduce((sum, { lateNs }) => sum + lateNs, 0) /
      (windowNs * params.workers),
  },
] as const satisfies readonly MeasuredFigure[];
