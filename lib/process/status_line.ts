import { printable, printableLines } from "../base/terminal_text.ts";

/** Where text for people goes: standard error, but for tests. */
export interface Terminal {
  /** Whether a line can be drawn over. */
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
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
      try {
        return isTerminal ? Deno.consoleSize().columns : 80;
      } catch {
        return 80;
      }
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

/**
 * Lines for people, the last of which may be a live one: it is drawn over on
 * a terminal and not written at all elsewhere.
 */
export class StatusLine {
  readonly #terminal: Terminal;
  #live = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isLive(): boolean {
    return this.#terminal.isTerminal;
  }

  /** Draws the live line anew. */
  show(text: string): void {
    if (!this.#terminal.isTerminal) return;
    const line = printable(text).slice(0, this.#terminal.columns - 1);
    this.#terminal.write(`\r\x1b[K${line}`);
    this.#live = true;
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.#live) this.#terminal.write("\r\x1b[K");
    this.#live = false;
  }

  /** Writes a line that stays. */
  say(text: string): void {
    this.clear();
    this.#terminal.write(`${printableLines(text)}\n`);
  }
}
