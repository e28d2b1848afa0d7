import type { Status } from "../run/surroundings.ts";
import { fold, printable, printableLines } from "../base/terminal_text.ts";
import type { Terminal } from "./terminal.ts";

/** Lines for people on standard error. */
export class StatusLine implements Status {
  readonly #terminal: Terminal;
  #live = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isLive(): boolean {
    return this.#terminal.isTerminal;
  }

  get width(): number {
    return this.#terminal.columns;
  }

  show(text: string): void {
    if (!this.#terminal.isTerminal) return;
    const line = printable(text).slice(0, this.#terminal.columns - 1);
    this.#terminal.write(`\r\x1b[K${line}`);
    this.#live = true;
  }

  clear(): void {
    if (this.#live) this.#terminal.write("\r\x1b[K");
    this.#live = false;
  }

  say(text: string): void {
    this.clear();
    const lines = printableLines(text);
    // In a file a message is one line, which grep finds whole.
    const shown = this.#terminal.isTerminal ? fold(lines, this.width) : lines;
    this.#terminal.write(`${shown}\n`);
  }
}
