import { ControlGroup } from "./control_group.ts";

const FILES = {
  1: {
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    events: "memory.oom_control",
  },
  2: {
    limit: "memory.max",
    usage: "memory.current",
    events: "memory.events",
  },
};

/** A control group whose memory can be taken away; gone after the test. */
export class MemoryLimit implements Disposable {
  readonly #group = new ControlGroup("memory");
  readonly #files = FILES[this.#group.version];

  get before(): string[] {
    return this.#group.before;
  }

  /** Leaves it no more memory than it has; then it needs more. */
  tighten(): void {
    const { limit, usage } = this.#files;
    try {
      this.#group.write(limit, this.#group.read(usage).trim());
    } catch {
      // It has just taken some more.
    }
  }

  /** How many of its processes the kernel has killed for want of memory. */
  get killed(): number {
    const text = this.#group.read(this.#files.events);
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1]);
  }

  [Symbol.dispose](): void {
    this.#group[Symbol.dispose]();
  }
}
