import { WIDTH } from "../base/terminal_text.ts";

/** Where text for people goes: standard error, but for tests. */
export interface Terminal {
  /** Whether a line can be drawn over. */
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
}

/** Columns of the terminal of this process; 80 where it does not say. */
export function terminalColumns(): number {
  try {
    // A serial line and a pty that nobody sized say 0.
    return Deno.consoleSize().columns || WIDTH;
  } catch {
    return WIDTH;
  }
}

/**
 * Standard error. Writing goes on in silence when it cannot be read any more:
 * the measurement is worth more than its progress.
 */
export function standardError(): Terminal {
  const isTerminal = Deno.stderr.isTerminal();
  return {
    isTerminal,
    get columns() {
      return isTerminal ? terminalColumns() : WIDTH;
    },
    write(text) {
      try {
        Deno.stderr.writeSync(new TextEncoder().encode(text));
      } catch {
        // A pipe without a reader, a terminal that was closed, a full disk.
      }
    },
  };
}
