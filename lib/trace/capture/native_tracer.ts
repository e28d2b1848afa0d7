import { TraceError } from "./trace_error.ts";
import {
  type Hello,
  parseAdded,
  parseHello,
  parseSnapshot,
  parseWindow,
} from "./protocol.ts";
import type { Snapshot } from "./snapshot.ts";

/** Whom the tracer looks at, by numbers in this PID namespace. */
export type Traced =
  /** One process, without its children and rings. */
  | { readonly pid: number; readonly watch?: false }
  /** These, what they fork from now on, and all of their rings. */
  | { readonly pids: readonly number[]; readonly watch: true };

/** How the tracer is started. */
export type NativeTracerOptions = Traced & {
  /** Whether every stack is kept; else rare ones, and one in 16. */
  allStacks?: boolean;
  /** The words that start it: its path alone, or behind those of sudo. */
  command: readonly [string, ...string[]];
  /**
   * How long it may take to attach, and for each answer; an emulated machine
   * needs seconds.
   */
  timeoutMs?: number;
  signal?: AbortSignal;
};

const TIMEOUT_MS = 60_000;

function wordsOf(traced: Traced): string[] {
  return traced.watch
    ? ["--watch", ...traced.pids.map((pid) => `${pid}`)]
    : [`${traced.pid}`];
}

/**
 * What can be traced here, found by trying. Throws {@linkcode TraceError} where
 * there is no tracer of this version, or it is not done in time.
 */
export async function findProbes(
  [program, ...words]: readonly [string, ...string[]],
  timeoutMs: number = TIMEOUT_MS,
): Promise<Hello> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...words, "--probes"],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw cannotStart(program, error);
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill(child);
  }, timeoutMs);
  const output = await child.output();
  clearTimeout(timer);
  if (late) {
    throw new TraceError(`the tracer said nothing in ${timeoutMs / 1e3} s`);
  }
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const [line = ""] = text(output.stdout).split("\n");
  if (line !== "") return parseHello(line);
  const [complaint] = text(output.stderr).trim().split("\n");
  throw new TraceError(`the tracer said nothing: ${complaint || "no message"}`);
}

/** It takes no other signal for its own. */
function kill(tracer: Deno.ChildProcess): void {
  try {
    tracer.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
}

function cannotStart(program: string, error: unknown): TraceError {
  return new TraceError(
    `cannot start ${program}: ${(error as Error).message}`,
    { cause: error },
  );
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/**
 * The tracer of c/trace, running and attached to one process. It dies with this
 * process, and detaches when it ends, however that comes about.
 */
export class NativeTracer implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #complaint: Promise<string>;
  readonly #timeoutMs: number;
  /** Questions are asked one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #hello: Hello | undefined;

  private constructor(child: Deno.ChildProcess, timeoutMs: number) {
    this.#child = child;
    this.#timeoutMs = timeoutMs;
    this.#lines = linesOf(child.stdout);
    this.#writer = child.stdin.getWriter();
    this.#complaint = Array.fromAsync(
      child.stderr.pipeThrough(new TextDecoderStream()),
    ).then((texts) => texts.join("").trim());
  }

  /**
   * Starts it and waits until it is attached; nothing is counted before a
   * window is set. Throws {@linkcode TraceError} where it cannot trace, and the
   * signal's reason when it was aborted.
   */
  static async start(options: NativeTracerOptions): Promise<NativeTracer> {
    const { allStacks = false, command } = options;
    const { timeoutMs = TIMEOUT_MS, signal } = options;
    const [program, ...words] = command;
    signal?.throwIfAborted();
    let child: Deno.ChildProcess;
    try {
      child = new Deno.Command(program, {
        args: [
          ...words,
          ...(allStacks ? ["--stacks", "all"] : []),
          ...wordsOf(options),
        ],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw cannotStart(program, error);
    }
    const tracer = new NativeTracer(child, timeoutMs);
    const late = new Error();
    const timer = setTimeout(() => tracer.#kill(late), timeoutMs);
    const abort = () => tracer.#kill(signal?.reason);
    signal?.addEventListener("abort", abort);
    try {
      await tracer.#greet();
    } catch (error) {
      await tracer[Symbol.asyncDispose]();
      if (tracer.#killedFor === late) {
        throw new TraceError(
          `the tracer is not attached after ${timeoutMs / 1e3} s`,
        );
      }
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
    return tracer;
  }

  /** What it said about this kernel and its probes. */
  get hello(): Hello {
    if (!this.#hello) throw new TraceError("the tracer has not greeted yet");
    return this.#hello;
  }

  /** Counts what happens in [startNs, endNs), ns of CLOCK_MONOTONIC. */
  async setWindow(window: { startNs: bigint; endNs: bigint }): Promise<void> {
    const { startNs, endNs } = window;
    parseWindow(await this.#ask(`window ${startNs} ${endNs}`));
  }

  /**
   * Watches one more process from now on, and what it forks; false where there
   * is no such process. Only for a tracer that watches.
   */
  async add(pid: number): Promise<boolean> {
    return parseAdded(await this.#ask(`add ${pid}`));
  }

  /** Everything that was counted so far. */
  async snapshot(): Promise<Snapshot> {
    return parseSnapshot(await this.#ask("snapshot"));
  }

  /** Detaches and ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    // Closing would wait for a reader that is gone.
    await this.#writer.abort().catch(() => {});
    await this.#turn.catch(() => {});
    // What is left of its output would keep the stream open.
    while (!(await this.#lines.next()).done);
    await Promise.all([this.#child.status, this.#complaint]);
  }

  #killedFor: unknown;

  #kill(reason?: unknown): void {
    this.#killedFor ??= reason;
    kill(this.#child);
  }

  async #greet(): Promise<void> {
    const hello = parseHello(await this.#line());
    if (!hello.tracing) {
      const [obstacle] = hello.obstacles;
      throw new TraceError(
        obstacle
          ? `${obstacle.what}: ${obstacle.why}`
          : `cannot trace: ${hello.why}`,
      );
    }
    this.#hello = hello;
  }

  /** Asks one question at a time, and has the line that answers it. */
  #ask(question: string): Promise<string> {
    const answer = this.#turn.catch(() => {}).then(async () => {
      const late = new Error();
      const timer = setTimeout(() => this.#kill(late), this.#timeoutMs);
      try {
        await this.#writer.write(new TextEncoder().encode(`${question}\n`))
          // It has ended, which the reader finds too, and says why.
          .catch(() => {});
        return await this.#line();
      } catch (error) {
        if (this.#killedFor !== late) throw error;
        throw new TraceError(
          `the tracer did not answer in ${this.#timeoutMs / 1e3} s`,
        );
      } finally {
        clearTimeout(timer);
      }
    });
    this.#turn = answer;
    return answer;
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (!done) return value;
    const [complaint, { code, signal }] = await Promise.all([
      this.#complaint,
      this.#child.status,
    ]);
    throw new TraceError(
      `the tracer ended by itself (${signal ?? `status ${code}`})` +
        (complaint ? `: ${complaint.split("\n")[0]}` : ""),
    );
  }
}
