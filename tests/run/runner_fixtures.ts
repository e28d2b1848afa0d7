/** What the tests of the runner share: cells, executors and hogs that do as told. */

import type { Cell } from "../../lib/model/cell.ts";
import type { ReadErrors } from "../../lib/model/measurement/measurement.ts";
import type { Row } from "../../lib/model/row.ts";
import { type Visit, visitOf } from "../../lib/model/visit.ts";
import type { Hogs } from "../../lib/run/busy.ts";
import type { Executor, TurnOptions } from "../../lib/run/executor.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import { runCells, type RunContext } from "../../lib/run/runner.ts";
import { cell, IDENTITY, rawMeasurement } from "../model/fixtures.ts";

/** Three cells with indices of their own. */
export const CELLS = [1, 2, 4].map((iodepth, index) =>
  cell({ iodepth }, { index })
);

/** The same beside hogs. */
export const [FIRST, SECOND, THIRD] = [
  cell({ iodepth: 1, busy: true }, { index: 0 }),
  cell({ iodepth: 2, busy: true }, { index: 1 }),
  cell({ iodepth: 4, busy: true }, { index: 2 }),
] as const;

export const BUSY = [FIRST, SECOND, THIRD];

/** An executor that does what it is told for each cell. */
export function executor(
  measure: (cell: Cell) => RawMeasurement | Promise<RawMeasurement>,
): Executor & { measured: number[] } {
  const measured: number[] = [];
  return {
    measured,
    async measure(cell) {
      measured.push(cell.index);
      return await measure(cell);
    },
  };
}

/** Hogs that count how many there are, and how many of them are paused. */
export function hogCounter(lost = 0) {
  const counter = {
    started: 0,
    running: 0,
    paused: 0,
    startBusy: (): Promise<Hogs> => {
      counter.started++;
      counter.running++;
      return Promise.resolve({
        what: "busy",
        pids: [1, 2],
        lost: () => lost,
        pause: () => void (counter.paused = 1),
        resume: () => void (counter.paused = 0),
        [Symbol.asyncDispose]() {
          counter.running--;
          counter.paused = 0;
          return Promise.resolve();
        },
      });
    },
  };
  return counter;
}

/** What a run of cells needs, with what a test cares about changed. */
export function context(change: Partial<RunContext>): RunContext {
  return {
    identity: IDENTITY,
    executor: executor(() => rawMeasurement()),
    startBusy: () => Promise.reject(new Error("no hogs were asked for")),
    targetIrqActions: ["virtio1-req.0", "virtio1-req.1"],
    requests: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
}

/** The rows of cells. */
export async function rowsOf(
  cells: readonly Cell[],
  change: Partial<RunContext>,
): Promise<Row[]> {
  return await Array.fromAsync(runCells(cells, context(change)));
}

/** What went wrong with reads: nothing, but for what is changed. */
export function errors(change: Partial<ReadErrors>): ReadErrors {
  return { ...rawMeasurement().errors, ...change };
}

/** An executor of arms that take turns, which does what it is told. */
export function turnExecutor(measure: (cell: Cell) => RawMeasurement) {
  const asked: { cells: number[]; turnSnapshots: boolean | undefined }[] = [];
  return {
    asked,
    measureTurns(
      { cells }: Visit,
      { turnSnapshots }: TurnOptions = {},
    ): Promise<RawMeasurement[]> {
      asked.push({ cells: cells.map(({ index }) => index), turnSnapshots });
      return new Promise((resolve) => resolve(cells.map(measure)));
    },
  };
}

/** Two arms that take turns, then one alone. */
export const VISITS: Visit[] = [
  { ...visitOf(FIRST), cells: [FIRST, SECOND] },
  visitOf(THIRD),
];
