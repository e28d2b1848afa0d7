import type { Telling } from "../options/program_options.ts";
import type { Status } from "../run/surroundings.ts";
import { fold, printable, printableLines } from "../base/terminal_text.ts";
import { HEIGHT, type Terminal } from "./terminal.ts";

/** Lines for people on standard error. */
export class StatusLine implements Status {
  readonly #terminal: Terminal;
  readonly #telling: Telling;
  /** Lines that are shown and can be drawn over. */
  #live = 0;

  constructor(terminal: Terminal, telling: Telling = "usual") {
    this.#terminal = terminal;
    this.#telling = telling;
  }

  get isLive(): boolean {
    return this.#terminal.isTerminal && !this.#terminal.isDumb &&
      this.#telling === "usual";
  }

  get width(): number {
    return this.#terminal.columns;
  }

  show(text: string): void {
    if (!this.isLive) return;
    const { rows = HEIGHT, columns } = this.#terminal;
    // What has left the screen above could not be drawn over.
    const lines = text.trimEnd().split("\n").slice(0, rows - 1)
      .map((line) => printable(line).slice(0, columns - 1));
    this.#terminal.write(`${this.#erasing()}${lines.join("\n")}`);
    this.#live = lines.length;
  }

  clear(): void {
    if (this.#live) this.#terminal.write(this.#erasing());
    this.#live = 0;
  }

  /** What takes away the lines that are shown, and one that somebody began. */
  #erasing(): string {
    return "\r\x1b[K" + "\x1b[A\x1b[K".repeat(Math.max(0, this.#live - 1));
  }

  say(text: string): void {
    if (this.#telling !== "quiet") this.insist(text);
  }

  insist(text: string): void {
    this.clear();
    const lines = printableLines(text);
    // In a file a message is one line, which grep finds whole.
    const shown = this.#terminal.isTerminal ? fold(lines, this.width) : lines;
    this.#terminal.write(`${shown}\n`);
  }
}
