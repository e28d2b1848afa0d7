import type { Cell } from "../lib/model/cell.ts";
import {
  DRAIN_TIMEOUT,
  type MeasureOptions,
  type TurnOptions,
} from "../lib/run/executor.ts";
import { fitTarget } from "../lib/run/fit_target.ts";
import { type Visit, visitOf } from "../lib/model/visit.ts";
import { isBlock, type LoadName } from "../lib/model/parameters/loads.ts";
import type { Machine, Target } from "../lib/run/machine.ts";
import type { RawMeasurement } from "../lib/run/raw_measurement.ts";
import {
  allocateCell,
  type CellParts,
  type CellSetting,
  describeCell,
  progressOf,
  stopCell,
} from "./cell_memory.ts";
import {
  type CellResult,
  decodeMeasurements,
  decodeResult,
} from "./results.ts";
import { Library } from "./library.ts";
import { type NativeFiles, nativeFiles } from "./native_files.ts";
import { Probes } from "./probes.ts";
import { cellFailure } from "./refusals.ts";

const PROGRESS_MS = 100;
/** Buffers of loads without a disk share none. */
const CACHE_LINE = 64;
/** How long somebody who wants to stop waits for an answer, in ms. */
const STOP_PATIENCE_MS = 1000;

/**
 * Room for one text of /proc/interrupts: it grows by a line when a device
 * comes and by digits as counts do.
 */
function snapshotBytes(): number {
  return 2 * Deno.readTextFileSync("/proc/interrupts").length + 65536;
}

/** An answer, or the signal's reason where there is none soon after it. */
async function unlessAborted<T>(
  answer: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const given = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = () => {
    timer = setTimeout(() => given.reject(signal?.reason), STOP_PATIENCE_MS);
  };
  signal?.addEventListener("abort", abort);
  try {
    const first = await Promise.race([answer, given.promise]);
    signal?.throwIfAborted();
    return first;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function openLibrary(files: NativeFiles): Library {
  try {
    return new Library(files.sharedLibrary);
  } catch (error) {
    files[Symbol.dispose]();
    throw error;
  }
}

/**
 * The native library as a {@linkcode Machine}. Close it when no cell runs:
 * closing it earlier would take the code away from running threads, so that is
 * refused.
 */
export class Engine extends Probes implements Machine, Disposable {
  readonly #files: NativeFiles;
  readonly #library: Library;
  #running = 0;
  readonly #held = new Map<LoadName, number>();
  #closed = false;

  /** Opens the library. Throws {@linkcode NativeError}. */
  constructor(files = nativeFiles()) {
    const library = openLibrary(files);
    super(library);
    this.#files = files;
    this.#library = library;
  }

  /** Path of the program that writes beside the reads, c/writer.c. */
  get writerPath(): string {
    return this.#files.writer;
  }

  /** Path of the program that hogs a CPU, c/busy.c. */
  get busyPath(): string {
    return this.#files.busy;
  }

  /** Path of the program that times a command, c/timed.c. */
  get timedPath(): string {
    return this.#files.timed;
  }

  /** Path of the tracer, c/trace; nothing is there where it was not built. */
  get tracerPath(): string {
    return this.#files.tracer;
  }

  /**
   * Threads that the kernel did not let go, by the load that they wait for, a
   * disk that does not answer, say. Nor does it let this process end before.
   */
  get held(): ReadonlyMap<LoadName, number> {
    return this.#held;
  }

  /**
   * Measures one cell. Throws a {@linkcode CellError} where the machine refused
   * a step, and the signal's reason where it was aborted.
   */
  async measure(
    cell: Cell,
    options: MeasureOptions = {},
  ): Promise<RawMeasurement> {
    const [measured] = await this.measureTurns(visitOf(cell), options);
    if (!measured) throw new Error("a cell without an arm");
    return measured;
  }

  /**
   * Measures the cells of a visit, whose arms take turns: one measurement for
   * each. Throws as {@linkcode measure} does, for all of them together.
   */
  async measureTurns(
    visit: Visit,
    options: TurnOptions = {},
  ): Promise<RawMeasurement[]> {
    options.signal?.throwIfAborted();
    this.#running++;
    try {
      return await this.#measure(visit, options);
    } finally {
      this.#running--;
    }
  }

  async #measure(
    visit: Visit,
    options: TurnOptions,
  ): Promise<RawMeasurement[]> {
    const {
      drainTimeout = DRAIN_TIMEOUT,
      windowStartNs = 0n,
      nice = 0,
      quiet = false,
    } = options;
    const [cell] = visit.cells;
    const { memAlign } = isBlock(cell.params)
      ? await this.#target(cell, drainTimeout, options.signal)
      : { memAlign: CACHE_LINE };
    const setting: CellSetting = {
      memAlign,
      snapshotBytes: snapshotBytes(),
      windowStartNs,
      drainTimeout,
      nice,
      turnSnapshots: options.turnSnapshots ?? false,
      quiet,
    };
    const parts = allocateCell(visit, setting);
    const result = await this.#run(parts, options);
    const abandoned = Number(result.abandoned);
    if (abandoned > 0) {
      const { load } = cell.params;
      this.#held.set(load, (this.#held.get(load) ?? 0) + abandoned);
    }
    options.signal?.throwIfAborted();
    if (result.error) throw cellFailure(cell, result, drainTimeout);
    return decodeMeasurements(visit, parts, setting);
  }

  /** The cell's target, tried just before; `patience` is in seconds. */
  async #target(
    { params }: Cell,
    patience: number,
    signal?: AbortSignal,
  ): Promise<Target> {
    const answer = this.awaitTarget(params.filename, params.bs, patience);
    return fitTarget(await unlessAborted(answer, signal), params);
  }

  /** Lets the library run a cell, which a signal ends. */
  async #run(
    parts: CellParts,
    { signal, onProgress, quiet }: MeasureOptions,
  ): Promise<CellResult> {
    const stop = () => stopCell(parts);
    const timer = onProgress && !quiet &&
      setInterval(() => onProgress(progressOf(parts)), PROGRESS_MS);
    signal?.addEventListener("abort", stop);
    try {
      const answer = await this.#library.symbols.uringlab_run_cell(
        describeCell(parts),
      );
      const result = decodeResult(parts);
      if (BigInt(answer) !== -result.error) {
        throw new Error(`uringlab_run_cell() refused its memory: ${answer}`);
      }
      return result;
    } finally {
      signal?.removeEventListener("abort", stop);
      if (timer) clearInterval(timer);
    }
  }

  /** Closes the library. Throws while a cell is running. */
  close(): void {
    if (this.#running) {
      throw new Error("Cannot close the engine: a cell is running");
    }
    if (this.#closed) return;
    this.#closed = true;
    this.#library.close();
    this.#files[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
