// @ts-types="@types/d3-array"
import { sum as sumOf } from "d3-array";
import { MAX_ABSENCE } from "../measurement/absence.ts";
import type { Turn } from "../measurement/measurement.ts";
import type { MeasuredFigure } from "./figure.ts";

function lengthOf({ startNs, endNs }: Turn): number {
  return endNs - startNs;
}

/** Whether wakers tell when they had a CPU. */
function isTold({ absentNs }: Turn): boolean {
  return absentNs !== undefined;
}

/** Whether an arm had its cell for itself, what turns cost, and which count. */
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
      sumOf(turns.filter(({ counts }) => counts), ({ lateNs }) => lateNs) /
      (windowNs * params.workers),
  },
  {
    name: "counted_share",
    unit: "1",
    doc:
      "part of the arm's turns in a visit, if it has several, that counts; " +
      `in the others a waker had no CPU for more than ${MAX_ABSENCE} of the turn`,
    better: "higher",
    value: ({ measurement: { turns } }) =>
      turns.length > 1 && turns.some(isTold)
        ? sumOf(turns.filter(({ counts }) => counts), lengthOf) /
          sumOf(turns, lengthOf)
        : undefined,
  },
  {
    name: "waker_absent_share",
    unit: "1",
    doc: "part of the arm's time for which a waker had no CPU, by its own " +
      "clock; of gaps of 0.3 ms and more",
    better: "lower",
    value: ({ measurement: { turns, windowNs } }) =>
      turns.some(isTold)
        ? sumOf(
          turns.filter(({ counts }) => counts),
          ({ absentNs = 0 }) => absentNs,
        ) / windowNs
        : undefined,
  },
] as const satisfies readonly MeasuredFigure[];
