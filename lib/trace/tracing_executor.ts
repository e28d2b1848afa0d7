import type { Cell } from "../model/cell.ts";
import {
  CellError,
  type Executor,
  type MeasureOptions,
} from "../run/executor.ts";
import type { RawMeasurement } from "../run/raw_measurement.ts";
import { type CellTrace, interpret } from "./cell_trace.ts";
import type { AddressRange } from "./program.ts";
import { TraceError } from "./trace_error.ts";
import { Tracer } from "./tracer.ts";

/** What the traces of a run have in common. */
export interface TraceAbilities {
  /** The process whose threads are traced. */
  pid: number;
  /** CLOCK_MONOTONIC. */
  nowNs: () => bigint;
  kprobes: boolean;
  hasEvent: (name: string) => boolean;
  /** The functions that kicks come from. */
  kickRanges: readonly AddressRange[];
  /** The program to run as bpftrace. */
  command?: string;
  /** How long it is given to attach. */
  leadMs?: Partial<Lead>;
}

/** How long bpftrace is given at first, and how long at the least and most. */
export interface Lead {
  first: number;
  least: number;
  most: number;
}

const LEAD_MS: Lead = { first: 3000, least: 1000, most: 60_000 };
/** For making the workers, between the attached probes and the ramp. */
const SLACK_MS = 200;

interface AttachedTracer {
  tracer: Tracer;
  startNs: bigint;
}

/**
 * Measures cells while bpftrace watches: it is attached before the load
 * starts, with a window fixed in advance, and counts inside that only.
 */
export class TracingExecutor implements Executor {
  readonly #executor: Executor;
  readonly #abilities: TraceAbilities;
  readonly #traces = new Map<number, CellTrace>();
  readonly #lead: Lead;
  #leadMs: number;

  constructor(executor: Executor, abilities: TraceAbilities) {
    this.#executor = executor;
    this.#abilities = abilities;
    this.#lead = { ...LEAD_MS, ...abilities.leadMs };
    this.#leadMs = this.#lead.first;
  }

  /** What was seen in a cell that was measured here. */
  traceOf(cell: Cell): CellTrace | undefined {
    return this.#traces.get(cell.index);
  }

  /** Attaches the probes for a window that is still to come. */
  async #attach(cell: Cell, signal?: AbortSignal): Promise<AttachedTracer> {
    const { pid, kprobes, hasEvent, kickRanges, command } = this.#abilities;
    const { runtime, rampTime, cpus } = cell.params;
    const { least, most } = this.#lead;
    for (;; this.#leadMs = Math.min(most, this.#leadMs * 2)) {
      signal?.throwIfAborted();
      const began = performance.now();
      const ahead = this.#leadMs + SLACK_MS + rampTime * 1e3;
      const startNs = this.#abilities.nowNs() + BigInt(Math.round(ahead * 1e6));
      const endNs = startNs + BigInt(Math.round(runtime * 1e9));
      const window = { startNs, endNs };
      const tracer = new Tracer(
        { pid, cpus, window, kprobes, hasEvent, kickRanges },
        command,
      );
      try {
        if (await tracer.attached(this.#leadMs, signal)) {
          // The next one will take about as long.
          const took = performance.now() - began;
          this.#leadMs = Math.min(most, Math.max(least, took * 1.5));
          return { tracer, startNs };
        }
      } catch (error) {
        await tracer.kill();
        throw error;
      }
      await tracer.kill();
      if (this.#leadMs >= most) {
        throw new TraceError(
          `bpftrace is not attached after ${this.#leadMs / 1e3} s`,
        );
      }
    }
  }

  #seen() {
    const { kprobes, hasEvent, kickRanges } = this.#abilities;
    const byEvent = hasEvent("ipi:ipi_send_cpu");
    return {
      ipis: byEvent || kprobes,
      landed: hasEvent("irq_vectors:reschedule_entry") &&
        (byEvent ? kickRanges.length > 0 : kprobes),
      callbacks: kprobes,
    };
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
      // Ctrl-C in a terminal ends bpftrace too: that is not its failure.
      options.signal?.throwIfAborted();
      if (error instanceof TraceError) {
        throw new CellError(`not traced: ${error.message}`);
      }
      throw error;
    }
  }

  async #measure(cell: Cell, options: MeasureOptions): Promise<RawMeasurement> {
    const { tracer, startNs } = await this.#attach(cell, options.signal);
    try {
      const measurement = await this.#executor.measure(cell, {
        ...options,
        windowStartNs: startNs,
      });
      const output = await tracer.stop();
      this.#traces.set(cell.index, interpret(output, this.#seen()));
      return measurement;
    } catch (error) {
      await tracer.kill();
      throw error;
    }
  }
}
