import type { Cell } from "../model/cell.ts";
import type { Busy } from "../model/parameters/busy.ts";
import {
  CellError,
  type Executor,
  LateStartError,
  type MeasureOptions,
} from "../run/executor.ts";
import type { RawMeasurement } from "../run/raw_measurement.ts";
import { cellTraceOf, sightOf } from "./cell_trace_of.ts";
import { NativeTracer } from "./capture/native_tracer.ts";
import { difference, type Snapshot } from "./capture/snapshot.ts";
import type { CellTrace } from "./cell_trace.ts";
import { TraceError } from "./capture/trace_error.ts";
import { waitingCalls } from "./waiting_calls.ts";

/** What the traces of a run have in common. */
export interface TracingOptions {
  /** The process whose threads are traced, by its number in our namespace. */
  pid: number;
  /** CLOCK_MONOTONIC. */
  nowNs: () => bigint;
  /** The words that start the tracer. */
  command: readonly [string, ...string[]];
  /** As in {@linkcode NativeTracerOptions}. */
  allStacks?: boolean;
}

/**
 * For making the workers, between the set window and the ramp. Where it is too
 * short the cell is started again with more of it, up to so much: hogs and an
 * emulated machine take longer.
 */
const SLACK_MS = 60;
const MAX_SLACK_MS = 4000;

/** A tracer, and what it had counted when the last cell had ended. */
interface Running {
  readonly tracer: NativeTracer;
  before: Snapshot | undefined;
}

/**
 * Measures cells while the tracer watches, with a window that is fixed before
 * the load starts. One tracer serves all cells, as what it counts can be
 * subtracted; after a cell that failed there is a new one.
 */
export class TracingExecutor implements Executor, AsyncDisposable {
  readonly #executor: Executor;
  readonly #options: TracingOptions;
  readonly #traces = new Map<number, CellTrace>();
  #running: Running | undefined;
  /** What was enough for the last cell, with hogs and without. */
  readonly #slackMs = new Map<Busy, number>();

  constructor(executor: Executor, options: TracingOptions) {
    this.#executor = executor;
    this.#options = options;
  }

  /** What was seen in a cell that was measured here. */
  traceOf(cell: Cell): CellTrace | undefined {
    return this.#traces.get(cell.index);
  }

  /**
   * As {@linkcode Executor.measure}; a trace that did not work is a
   * {@linkcode CellError} too.
   */
  async measure(
    cell: Cell,
    options: MeasureOptions = {},
  ): Promise<RawMeasurement> {
    try {
      return await this.#measure(cell, options);
    } catch (error) {
      // What it counted in this cell is nobody's.
      await this[Symbol.asyncDispose]();
      // Ctrl-C in a terminal ends the tracer too: that is not its failure.
      options.signal?.throwIfAborted();
      if (error instanceof TraceError) {
        throw new CellError(`not traced: ${error.message}`);
      }
      throw error;
    }
  }

  async #measure(cell: Cell, options: MeasureOptions): Promise<RawMeasurement> {
    const { busy } = cell.params;
    for (let slackMs = this.#slackMs.get(busy) ?? SLACK_MS;; slackMs *= 2) {
      this.#slackMs.set(busy, slackMs);
      try {
        return await this.#measureAfter(slackMs, cell, options);
      } catch (error) {
        const isLate = error instanceof LateStartError;
        if (!isLate || slackMs * 2 > MAX_SLACK_MS) throw error;
        const running = await this.#attached(options.signal);
        // What was counted of the late start is nobody's.
        running.before = await running.tracer.snapshot();
      }
    }
  }

  async #measureAfter(
    slackMs: number,
    cell: Cell,
    options: MeasureOptions,
  ): Promise<RawMeasurement> {
    const running = await this.#attached(options.signal);
    const { runtime, rampTime, cpus } = cell.params;
    const aheadMs = slackMs + rampTime * 1e3;
    const startNs = this.#options.nowNs() + BigInt(Math.round(aheadMs * 1e6));
    const endNs = startNs + BigInt(Math.round(runtime * 1e9));
    await running.tracer.setWindow({ startNs, endNs });
    const measurement = await this.#executor.measure(cell, {
      ...options,
      windowStartNs: startNs,
    });
    const after = await running.tracer.snapshot();
    this.#traces.set(
      cell.index,
      cellTraceOf(running.before ? difference(after, running.before) : after, {
        cpus,
        sight: sightOf(running.tracer.hello),
        engine: {
          workers: measurement.workers.map(({ tid }) => tid),
          waitingCalls: waitingCalls(measurement, cell.params),
        },
      }),
    );
    running.before = after;
    return measurement;
  }

  async #attached(signal: AbortSignal | undefined): Promise<Running> {
    signal?.throwIfAborted();
    if (!this.#running) {
      const { pid, command, allStacks = false } = this.#options;
      const tracer = await NativeTracer.start({
        pid,
        command,
        allStacks,
        ...signal && { signal },
      });
      this.#running = { tracer, before: undefined };
    }
    return this.#running;
  }

  /** Detaches the tracer and ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.tracer[Symbol.asyncDispose]();
  }
}
