import { ControlGroup, whyNoControlGroup } from "./control_group.ts";

/** What the kernel has taken for the processes of a group, in bytes. */
function held(group: ControlGroup): number | undefined {
  if (group.version === 1) {
    return Number(group.read("memory.kmem.usage_in_bytes"));
  }
  // Since Linux 5.18.
  const text = /^kernel (\d+)$/m.exec(group.read("memory.stat"))?.[1];
  return text === undefined ? undefined : Number(text);
}

/** Why it cannot be told here; undefined if it can. */
export function whyNoKernelMemory(): string | undefined {
  const why = whyNoControlGroup("memory");
  if (why !== undefined) return why;
  using group = new ControlGroup("memory");
  return held(group) === undefined
    ? "memory.stat does not tell the kernel's memory"
    : undefined;
}

/**
 * The kernel's own memory of what runs in a control group, the queues of rings
 * among it; after the death of a process, of what the kernel still keeps of it.
 */
export class KernelMemory implements Disposable {
  readonly #group = new ControlGroup("memory");

  /** Words before a command that is to run in it. */
  get before(): string[] {
    return this.#group.before;
  }

  get bytes(): number {
    return held(this.#group) ?? NaN;
  }

  [Symbol.dispose](): void {
    this.#group[Symbol.dispose]();
  }
}
