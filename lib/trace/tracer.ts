import { tiedCommand } from "../run/tied_command.ts";
import { OutputError, parseOutput, type TraceOutput } from "./output.ts";
import {
  GROWING_MAPS,
  type ProgramSpec,
  readyCount,
  traceProgram,
} from "./program.ts";
import { TraceError } from "./trace_error.ts";

function readOutput(lines: readonly string[]): TraceOutput {
  try {
    return parseOutput(lines);
  } catch (error) {
    if (error instanceof OutputError) throw new TraceError(error.message);
    throw error;
  }
}

/** How long bpftrace may take to print its maps after it was told to end. */
const PRINT_TIMEOUT_MS = 30_000;
/** How long it may say nothing before it is told again. */
const AGAIN_MS = 500;

const POLL_MS = 20;

/** What the program prints when one of its ends is attached. */
const READY = /"data": "attached/g;

async function eachText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    take(text);
  }
}

/** What bpftrace says at every start on kernels that need no such limit. */
const HARMLESS = /RLIMIT_MEMLOCK/;

function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) =>
    line.trim() && !HARMLESS.test(line)
  );
  const error = lines.find((line) => /error/i.test(line));
  // A warning is followed by the line of the program that it is about.
  const warned = lines.some((line) => line.includes("WARNING: "));
  return error ?? (warned ? undefined : lines[0]) ?? "no message";
}

function checkOutput(output: TraceOutput): void {
  for (const name of GROWING_MAPS.names) {
    if ((output.maps.get(name)?.length ?? 0) >= GROWING_MAPS.limit) {
      throw new TraceError(`the map ${name} of bpftrace overflowed`);
    }
  }
  if (output.lost > 0) {
    throw new TraceError(`bpftrace lost ${output.lost} events`);
  }
}

/** A running bpftrace. */
export class Tracer {
  readonly #child: Deno.ChildProcess;
  readonly #spec: ProgramSpec;
  readonly #reading: Promise<unknown>;
  #stdout = "";
  #stderr = "";
  #ended: Deno.CommandStatus | undefined;

  /** Starts it. Throws {@linkcode TraceError} where there is none. */
  constructor(spec: ProgramSpec, command = "bpftrace") {
    this.#spec = spec;
    try {
      this.#child = tiedCommand(command, {
        args: ["-f", "json", "-e", traceProgram(spec)],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw new TraceError(
        `cannot start ${command}: ${(error as Error).message}`,
      );
    }
    this.#child.status.then((status) => this.#ended = status);
    this.#reading = Promise.all([
      eachText(this.#child.stdout, (text) => this.#stdout += text),
      eachText(this.#child.stderr, (text) => this.#stderr += text),
    ]);
  }

  /**
   * Waits until every probe is attached; false when that takes longer than
   * `timeoutMs`. Throws {@linkcode TraceError} when bpftrace ends instead, and
   * the signal's reason when it was aborted.
   */
  async attached(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    const wanted = readyCount(this.#spec);
    while ((this.#stdout.match(READY)?.length ?? 0) < wanted) {
      signal?.throwIfAborted();
      if (this.#ended) await this.stop();
      if (performance.now() > deadline) return false;
      // The end of an open file is a task_work, which kprobes wait for.
      await Deno.readTextFile("/proc/self/stat");
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return true;
  }

  /**
   * Detaches the probes and reads what they counted; call it after the window.
   * Throws {@linkcode TraceError} when bpftrace ended before that or lost
   * something, or does not end.
   */
  async stop(): Promise<TraceOutput> {
    const early = this.#ended;
    const late = await this.#end();
    const status = await this.#child.status;
    await this.#reading;
    if (late) {
      throw new TraceError(
        `bpftrace did not end within ${PRINT_TIMEOUT_MS / 1e3} s`,
      );
    }
    if (early || status.code !== 0) {
      throw new TraceError(
        `bpftrace ${early ? "ended by itself" : "failed"} ` +
          `(${status.signal ?? `status ${status.code}`}): ` +
          complaint(this.#stderr),
      );
    }
    const output = readOutput(this.#stdout.split("\n"));
    checkOutput(output);
    return output;
  }

  /**
   * Tells it to end until it begins to print; whether it took too long.
   *
   * Up to 0.18 bpftrace sees a signal only where that ends its epoll_wait()
   * (BPFtrace::poll_perf_events): one that comes between two calls is lost. Not
   * SIGINT, which kills it while it prints.
   */
  async #end(): Promise<boolean> {
    const deadline = performance.now() + PRINT_TIMEOUT_MS;
    const said = this.#stdout.length;
    let again = 0;
    while (!this.#ended) {
      const now = performance.now();
      if (now > deadline) {
        this.#signal("SIGKILL");
        return true;
      }
      if (now >= again && this.#stdout.length === said) {
        this.#signal("SIGTERM");
        again = now + AGAIN_MS;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return false;
  }

  /** Ends it at once; what it counted is lost. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await Promise.all([this.#child.status, this.#reading]);
  }

  #signal(name: Deno.Signal): void {
    try {
      this.#child.kill(name);
    } catch {
      // It has ended already.
    }
  }
}
