import { RunError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import type { Visit } from "../model/visit.ts";
import type { RawMeasurement } from "./raw_measurement.ts";

/** Where a running cell is. */
export interface Progress {
  phase: "setup" | "ramp" | "window" | "drain" | "done";
  /** Reads completed so far, ramp included. */
  ios: number;
}

/** How long reads may take to come back, in seconds, where nobody says. */
export const DRAIN_TIMEOUT = 30;

/** How a cell is measured beside what its parameters say. */
export interface MeasureOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** When the window begins, ns of CLOCK_MONOTONIC; else after the ramp. */
  windowStartNs?: bigint;
  /**
   * How long reads may take to come back, in seconds: one before the cell
   * starts, and those in flight when its window is over.
   */
  drainTimeout?: number;
  /** What is added to the nice value of the workers; 0 if absent. */
  nice?: number;
  /**
   * Whether nobody looks at the cell during its window, since there is no CPU
   * but those that are measured: the timer that wakes who looks interrupts a
   * worker, whose completions the kernel then delivers. There is no progress,
   * and an abort ends the cell with its window. No if absent.
   */
  quiet?: boolean;
}

/** How a visit is measured beside that. */
export interface TurnOptions extends MeasureOptions {
  /**
   * Whether the kernel's counters are read at the edges of every turn: by a
   * thread that has a CPU for itself, or they would be late. No if absent.
   */
  turnSnapshots?: boolean;
}

/** How the runner gets arms measured that take turns. */
export interface TurnExecutor {
  /**
   * Measures the cells of a visit: one measurement for each. Throws as
   * {@linkcode Executor.measure}, for all of them together.
   */
  measureTurns(visit: Visit, options?: TurnOptions): Promise<RawMeasurement[]>;
}

/** How the runner gets a cell measured: the engine, or a fake in tests. */
export interface Executor {
  /**
   * Measures one cell. Throws a {@linkcode CellError} when the machine refused
   * a step, {@linkcode TargetLostError} when the target does not answer, and
   * the signal's reason when it was aborted.
   */
  measure(cell: Cell, options?: MeasureOptions): Promise<RawMeasurement>;
}

/** A cell that could not be measured; the message is the row's reason. */
export class CellError extends Error {
  override name = "CellError";
}

/**
 * A cell that cannot be on this kernel or machine as it was asked for, which is
 * a result and no failure.
 */
export class ImpossibleError extends CellError {
  override name = "ImpossibleError";
}

/** Its workers were not ready before the window began that the caller named. */
export class LateStartError extends CellError {
  override name = "LateStartError";
}

/** The target does not answer any more: there is no point in further cells. */
export class TargetLostError extends RunError {
  override name = "TargetLostError";
}
