import type { SystemFiles } from "../../host/system.ts";
import { withDescendants } from "../../host/threads.ts";
import type { Machine } from "../../run/machine.ts";
import { NativeTracer } from "../../trace/capture/native_tracer.ts";
import { TraceError } from "../../trace/capture/trace_error.ts";
import { sightOf } from "../../trace/cell_trace_of.ts";
import { unseenOf, unseenText } from "../../trace/unseen.ts";
import { withRings } from "../../watch/activity.ts";
import { tracerActivity, type WatchInterval } from "../../watch/interval.ts";
import { Looker } from "../../watch/looker.ts";
import { withTrace } from "../../watch/with_trace.ts";

/** Between two looks for a process that is being made. */
const FORK_MS = 2;
/** Later than any machine runs. */
const NEVER = 2n ** 63n - 1n;

/** What is needed of what surrounds it. */
export interface WatcherContext {
  readonly machine: Pick<Machine, "nowNs" | "tracerPath">;
  readonly files: SystemFiles;
  readonly signal: AbortSignal;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Attaches the tracer, or says why it cannot be. */
async function attach(
  pids: readonly number[],
  { machine, signal }: WatcherContext,
): Promise<NativeTracer | string> {
  try {
    const tracer = await NativeTracer.start({
      pids,
      watch: true,
      command: [machine.tracerPath],
      signal,
    });
    await tracer.setWindow({ startNs: machine.nowNs(), endNs: NEVER });
    return tracer;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return error.message;
  }
}

/** Watches a command from before its first instruction to its end. */
export class SideWatcher implements AsyncDisposable {
  readonly #context: WatcherContext;
  readonly #pid: number;
  readonly #tracer: NativeTracer | undefined;
  readonly #start: bigint;
  readonly #looker: Looker;
  readonly #looking: Promise<void>;
  #ended = false;
  /** What was not seen, and why. */
  readonly unseen: readonly string[];

  private constructor(
    pid: number,
    tracer: NativeTracer | string,
    context: WatcherContext,
  ) {
    const { files, machine } = context;
    this.#context = context;
    this.#pid = pid;
    this.#start = machine.nowNs();
    this.#looker = new Looker(files, [pid], () => machine.nowNs());
    if (typeof tracer === "string") {
      this.unseen = [`seen by /proc alone: ${tracer}`];
    } else {
      this.#tracer = tracer;
      this.unseen = unseenOf(tracer.hello.probes).map(unseenText);
    }
    this.#looking = this.#lookAgain();
  }

  /**
   * Watches a process that has made, or is about to make, the one in which the
   * command waits to be let go.
   */
  static async start(
    pid: number,
    context: WatcherContext,
  ): Promise<SideWatcher> {
    let pids = withDescendants(context.files, pid);
    while (pids.length < 2 && !context.signal.aborted) {
      await pause(FORK_MS);
      pids = withDescendants(context.files, pid);
    }
    return new SideWatcher(pid, await attach(pids, context), context);
  }

  /** What was seen of a command that has ended. */
  async end(): Promise<WatchInterval> {
    this.#ended = true;
    await this.#looking;
    const { machine } = this.#context;
    const seconds = Number(machine.nowNs() - this.#start) / 1e9;
    const trace = await this.#tracer?.snapshot();
    const { processes, ringless } = this.#looker.take();
    const seen = trace && this.#tracer
      ? withTrace(processes, trace, {
        sight: sightOf(this.#tracer.hello),
        seconds,
        ringless,
      })
      : processes;
    return {
      at: seconds,
      seconds,
      processes: withRings(seen),
      tracer: trace && tracerActivity(trace),
    };
  }

  /** Detaches the tracer. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#looking;
    await this.#tracer?.[Symbol.asyncDispose]();
  }

  async #lookAgain(): Promise<void> {
    while (!this.#ended) {
      await pause(this.#looker.waitSeconds * 1e3);
      if (this.#ended) break;
      this.#looker.look([this.#pid]);
    }
  }
}
