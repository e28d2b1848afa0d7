import { fold, printableLines } from "../base/terminal_text.ts";
import { RunError } from "../base/errors.ts";
import type { Print } from "../run/surroundings.ts";
import { terminalSize } from "./terminal.ts";

/** Where results go: standard output, but for tests. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Writes some of the bytes; returns how many. */
  write(bytes: Uint8Array): number;
}

/** Milliseconds between two looks at a pipe that is full. */
const RETRY_MS = 10;

/** Standard output of this process. */
export function standardOutput(): Output {
  const isTerminal = Deno.stdout.isTerminal();
  return {
    isTerminal,
    get columns() {
      return terminalSize().columns;
    },
    write: (bytes) => Deno.stdout.writeSync(bytes),
  };
}

/** Writes what fits; a pipe whose other end asked not to wait is waited for. */
function writeSome(output: Output, bytes: Uint8Array): number {
  for (;;) {
    try {
      return output.write(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** Whether the reader or the terminal of an output has gone. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    (error instanceof Error && "code" in error && error.code === "EIO");
}

/**
 * What writes to an output, even when its reader or terminal has gone; that
 * throws {@linkcode RunError} where anything else goes wrong.
 */
export function printer(output: Output): Print {
  return (text, kind = "text") => {
    const lines = printableLines(text);
    const shown = output.isTerminal && kind === "text"
      ? fold(lines, output.columns)
      : lines;
    try {
      const bytes = new TextEncoder().encode(shown);
      for (let done = 0; done < bytes.length;) {
        done += writeSome(output, bytes.subarray(done));
      }
    } catch (error) {
      if (isGone(error)) return;
      throw new RunError(`cannot write output: ${(error as Error).message}`);
    }
  };
}
