import { WIDTH } from "../base/terminal_text.ts";

/** Where text for people goes: standard error, but for tests. */
export interface Terminal {
  /** Whether somebody looks at it, as wide as it is. */
  readonly isTerminal: boolean;
  /** Whether it knows no escape codes, so that no line can be drawn over. */
  readonly isDumb?: boolean;
  readonly columns: number;
  /** 24 where it is not told. */
  readonly rows?: number;
  write(text: string): void;
}

/** Rows of a terminal that does not say how many it has. */
export const HEIGHT = 24;

/** The size of the terminal of this process; 80 x 24 where it does not say. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A serial line and a pty that nobody sized say 0.
    return { columns: columns || WIDTH, rows: rows || HEIGHT };
  } catch {
    return { columns: WIDTH, rows: HEIGHT };
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
    isDumb: Deno.env.get("TERM") === "dumb",
    get columns() {
      return isTerminal ? terminalSize().columns : WIDTH;
    },
    get rows() {
      return terminalSize().rows;
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
