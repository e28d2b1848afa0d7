import { RunError } from "../../base/errors.ts";
import { printable } from "../../base/terminal_text.ts";
import { splitWords } from "./words.ts";

/** What one run of a command took. */
export interface TimedRun {
  readonly wallSeconds: number;
  /** Of it and of those of its children that it waited for. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** The largest resident set of any one of them. */
  readonly maxRssBytes: number;
  /** "" where it ended with status 0, else "status 3" or "signal 9". */
  readonly failure: string;
  /** As a shell tells it: 128 and the signal where one ended it. */
  readonly exitStatus: number;
  /** Its standard output, where that was asked for. */
  readonly stdout: string;
  /** The last line of its standard error. */
  readonly complaint: string;
}

/** How commands are run. */
export interface TimedCommandOptions {
  /** The path of c/timed.c's program. */
  readonly timedPath: string;
  /** Whether a shell runs them. */
  readonly shell: boolean;
  readonly signal: AbortSignal;
  /**
   * Called before the command begins, with the number of the process that has
   * it: it begins when the promise is resolved.
   */
  readonly beforeStart?: (pid: number) => Promise<void>;
}

/** A command begins there when a line can be read from its standard input. */
const GATE = ["/bin/sh", "-c", 'read -r _ && exec "$@" </dev/null', "sh"];

/** More than that is no output to find one number in. */
const MAX_STDOUT = 64 * 2 ** 20;
/** As much of standard error is kept. */
const TAIL = 4096;

/** Reads a stream to its end; `keep` is given every part of it. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  keep: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    keep(text);
  }
}

/** The line that c/timed.c writes. */
function parseLine(
  line: string,
): Omit<TimedRun, "stdout" | "complaint"> {
  const match = /^(\d+) (\d+) (\d+) (\d+) (exited|killed) (\d+)\n$/.exec(line);
  if (!match) throw new RunError(`timed wrote "${printable(line)}"`);
  const [wall = 0, user = 0, system = 0, rss = 0] = match.slice(1, 5)
    .map(Number);
  const number = Number(match[6]);
  const exited = match[5] === "exited";
  return {
    wallSeconds: wall / 1e9,
    userSeconds: user / 1e6,
    systemSeconds: system / 1e6,
    maxRssBytes: rss * 1024,
    exitStatus: exited ? number : 128 + number,
    failure: exited && number === 0
      ? ""
      : exited
      ? `status ${number}`
      : `signal ${number}`,
  };
}

/** Lets a command go that waits at the gate. */
async function release(
  child: Deno.ChildProcess,
  beforeStart: (pid: number) => Promise<void>,
): Promise<void> {
  try {
    await beforeStart(child.pid);
  } catch (error) {
    child.kill("SIGTERM");
    throw error;
  } finally {
    const writer = child.stdin.getWriter();
    // It may have been ended at the gate.
    await writer.write(new TextEncoder().encode("\n")).catch(() => {});
    await writer.close().catch(() => {});
  }
}

/**
 * Runs a command once and times it. An interrupt is passed on to all that it
 * started, and thrown when that has ended. Throws {@linkcode RunError} for a
 * command that cannot be executed; one that fails is told in the result.
 */
export async function runTimed(
  command: string,
  { timedPath, shell, signal, beforeStart }: TimedCommandOptions,
  wantsOutput: boolean,
): Promise<TimedRun> {
  signal.throwIfAborted();
  const own = shell ? ["/bin/sh", "-c", command] : splitWords(command);
  const words = beforeStart ? [...GATE, ...own] : own;
  const file = await Deno.makeTempFile({ prefix: "uringlab-ab-" });
  try {
    const child = new Deno.Command(timedPath, {
      args: [file, ...words],
      stdin: beforeStart ? "piped" : "null",
      stdout: wantsOutput ? "piped" : "null",
      stderr: "piped",
    }).spawn();
    let stdout = "";
    let stderr = "";
    const end = () => child.kill("SIGTERM");
    signal.addEventListener("abort", end);
    const [{ code }] = await Promise.all([
      child.status,
      beforeStart && release(child, beforeStart),
      readAll(child.stderr, (text) => stderr = (stderr + text).slice(-TAIL)),
      wantsOutput && readAll(child.stdout, (text) => {
        if (stdout.length < MAX_STDOUT) stdout += text;
      }),
    ]).finally(() => signal.removeEventListener("abort", end));
    signal.throwIfAborted();
    const complaint = printable(stderr.trim().split("\n").at(-1) ?? "");
    if (code !== 0) {
      throw new RunError(
        `cannot run "${command}": ${complaint.replace(/^timed: /, "")}`,
      );
    }
    if (stdout.length >= MAX_STDOUT) {
      throw new RunError(
        `"${command}" printed more than the ${MAX_STDOUT} characters in which ` +
          "a number is looked for",
      );
    }
    return { ...parseLine(await Deno.readTextFile(file)), stdout, complaint };
  } finally {
    await Deno.remove(file);
  }
}
