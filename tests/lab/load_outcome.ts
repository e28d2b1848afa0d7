/** What becomes of a cell without a disk that a kernel is asked for. */
import type { Params } from "../../lib/model/parameters/params.ts";
import {
  CellError,
  type Executor,
  ImpossibleError,
} from "../../lib/run/executor.ts";
import { shortCell } from "../ffi/target.ts";
import type { LoadOutcome } from "./loads.ts";

/** How long completions may take to come back, in seconds. */
const DRAIN_S = 5;

/** The completions of all workers. */
async function measured(
  executor: Executor,
  params: Params,
): Promise<number> {
  const cell = { ...shortCell("/"), params };
  const { workers } = await executor.measure(cell, { drainTimeout: DRAIN_S });
  return workers.reduce((sum, { ios }) => sum + ios, 0);
}

/** The promise's value, or undefined when it has none after so many seconds. */
async function within<T>(
  promise: Promise<T>,
  seconds: number,
): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), seconds * 1000);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Measures one, and says what became of it. It hangs when it has no end after so
 * many seconds; the executor is then still at it.
 */
export async function outcomeOf(
  executor: Executor,
  params: Params,
  hangSeconds: number,
): Promise<LoadOutcome> {
  const { load, mode, engine, recv, wait, accept, send } = params;
  const { pipeline, registerfiles } = params;
  const kind = {
    load,
    mode,
    engine,
    recv,
    wait,
    accept,
    send,
    pipeline,
    registerfiles,
  };
  try {
    const completed = await within(measured(executor, params), hangSeconds);
    return completed === undefined
      ? {
        ...kind,
        outcome: "hung",
        completed: 0,
        said: `no end within ${hangSeconds} s`,
      }
      : { ...kind, outcome: "measured", completed, said: "" };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const outcome = error instanceof ImpossibleError ? "refused" : "failed";
    return { ...kind, outcome, completed: 0, said: error.message };
  }
}
