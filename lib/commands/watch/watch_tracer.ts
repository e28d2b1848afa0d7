import type { Machine } from "../../run/machine.ts";
import { findTracing } from "../../trace/ability.ts";
import { NativeTracer } from "../../trace/capture/native_tracer.ts";
import { difference, type Snapshot } from "../../trace/capture/snapshot.ts";
import { TraceError } from "../../trace/capture/trace_error.ts";
import { type Sight, sightOf } from "../../trace/cell_trace_of.ts";
import { unseenOf, unseenText } from "../../trace/unseen.ts";

/** Later than any machine runs. */
const NEVER = 2n ** 63n - 1n;

/** Events of before 6.0 have no request as an argument. */
const NO_REQUESTS = "not seen: operations, their latencies and failures, and " +
  "what goes to io-wq (events of this kernel do not say of which request they " +
  "are; those of Linux 6.0 do)";

/** What is needed of the machine. */
type Clock = Pick<Machine, "nowNs" | "tracerPath">;

/** The tracer, and what it had counted when it was asked last. */
export class WatchTracer implements AsyncDisposable {
  readonly #tracer: NativeTracer;
  readonly #first: Snapshot;
  #last: Snapshot;
  readonly #pids: Set<number>;

  private constructor(
    tracer: NativeTracer,
    first: Snapshot,
    pids: readonly number[],
  ) {
    this.#tracer = tracer;
    this.#first = first;
    this.#last = first;
    this.#pids = new Set(pids);
  }

  /**
   * Attaches to these processes, whose children belong to them, and counts from
   * now on. Throws {@linkcode TraceError} where nothing can be traced.
   */
  static async start(
    pids: readonly number[],
    machine: Clock,
    signal: AbortSignal,
  ): Promise<WatchTracer> {
    const tracer = await NativeTracer.start({
      pids,
      watch: true,
      command: [machine.tracerPath],
      signal,
    });
    try {
      await tracer.setWindow({ startNs: machine.nowNs(), endNs: NEVER });
      return new WatchTracer(tracer, await tracer.snapshot(), pids);
    } catch (error) {
      await tracer[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What this kernel shows. */
  get sight(): Sight {
    return sightOf(this.#tracer.hello);
  }

  /** What this kernel does not show, in words. */
  get unseen(): string[] {
    const { probes, requests } = this.#tracer.hello;
    return [
      ...requests ? [] : [NO_REQUESTS],
      ...unseenOf(probes).map(unseenText),
    ];
  }

  /** Traces those of these processes too that are new. */
  async addAll(pids: readonly number[]): Promise<void> {
    for (const pid of pids.filter((pid) => !this.#pids.has(pid))) {
      this.#pids.add(pid);
      await this.#tracer.add(pid);
    }
  }

  /** What was counted since this was asked last. */
  async next(): Promise<Snapshot> {
    const now = await this.#tracer.snapshot();
    const since = difference(now, this.#last);
    this.#last = now;
    return since;
  }

  /** What was counted since the start. */
  get all(): Snapshot {
    return difference(this.#last, this.#first);
  }

  /** Detaches it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tracer[Symbol.asyncDispose]();
  }
}

/** What came of the attempt to trace. */
export interface Attempt {
  readonly tracer: WatchTracer | undefined;
  /** Why nothing is traced, and how it would be; empty where it is. */
  readonly hindrance: string;
}

/** Attaches the tracer, or says why it cannot be and how to see more. */
export async function tryTracing(
  pids: readonly number[],
  machine: Clock,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const tracer = await WatchTracer.start(pids, machine, signal);
    return { tracer, hindrance: "" };
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    const { obstacles } = await findTracing(machine.tracerPath);
    const [obstacle] = obstacles;
    const hindrance = obstacle
      ? `${obstacle.what} (${obstacle.why}); to see more: ${obstacle.remedy}`
      : error.message;
    return { tracer: undefined, hindrance };
  }
}
