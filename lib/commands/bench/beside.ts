import { RunError } from "../../base/errors.ts";
import { tiedCommand } from "../../run/tied_command.ts";

/** How long a tracer may take to be attached, and to end. */
const ATTACH_MS = 60_000;
const END_MS = 30_000;

/**
 * A tracer that is not ours, running beside the measurements: a shell command
 * that gets the number of this process as URINGLAB_PID, prints a line with the
 * word "attached" when it is, and ends on SIGINT.
 */
export interface Beside extends AsyncDisposable {
  readonly command: string;
}

function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new RunError(`--beside: ${what} after ${ms / 1e3} s`)),
    ms,
  );
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Starts such a tracer and waits until it is attached. Throws
 * {@linkcode RunError} where it ends instead, or does not come to it.
 */
export async function startBeside(command: string): Promise<Beside> {
  const child = tiedCommand("sh", {
    args: ["-c", command],
    env: { URINGLAB_PID: `${Deno.pid}` },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const attached = Promise.withResolvers<void>();
  // What it prints later is read too, or it would wait for a reader.
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      text = (text + value).slice(-200);
      if (text.includes("attached")) attached.resolve();
    }
    const { code } = await child.status;
    attached.reject(new RunError(`--beside: it ended with status ${code}`));
  })();
  attached.promise.catch(() => {});
  const end = async (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended already.
    }
    await child.status;
    // Who holds its output still, as a program that it has started, is left.
    await reader.cancel();
    await reading;
  };
  try {
    await within(ATTACH_MS, "it is not attached", attached.promise);
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
  return {
    command,
    async [Symbol.asyncDispose]() {
      try {
        await within(END_MS, "it does not end", end("SIGINT"));
      } catch (error) {
        await end("SIGKILL");
        throw error;
      }
    },
  };
}
