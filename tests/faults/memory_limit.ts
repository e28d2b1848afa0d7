const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

/** The files of a control group that limit its memory. */
interface Files {
  root: string;
  limit: string;
  usage: string;
  events: string;
}

function files(): Files | undefined {
  const has = (path: string) => {
    try {
      Deno.statSync(path);
      return true;
    } catch {
      return false;
    }
  };
  if (has(`${V1}/memory.limit_in_bytes`)) {
    return {
      root: V1,
      limit: "memory.limit_in_bytes",
      usage: "memory.usage_in_bytes",
      events: "memory.oom_control",
    };
  }
  const enabled = has(`${V2}/cgroup.subtree_control`) &&
    Deno.readTextFileSync(`${V2}/cgroup.subtree_control`).includes("memory");
  return enabled
    ? {
      root: V2,
      limit: "memory.max",
      usage: "memory.current",
      events: "memory.events",
    }
    : undefined;
}

/** Why no control group can be made here; undefined if one can. */
export function whyNoMemoryLimit(): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  return files() ? undefined : "no memory controller in /sys/fs/cgroup";
}

/** A control group whose memory can be taken away; gone after the test. */
export class MemoryLimit implements Disposable {
  readonly #files: Files;
  readonly #path: string;

  constructor() {
    const found = files();
    if (!found) throw new Error("no memory controller");
    this.#files = found;
    this.#path = `${found.root}/uringlab-test-${Deno.pid}`;
    Deno.mkdirSync(this.#path);
  }

  /** Words before a command that is to run in it. */
  get before(): string[] {
    const enter = `echo $$ >${this.#path}/cgroup.procs && exec "$@"`;
    return ["sh", "-c", enter, "sh"];
  }

  /** Leaves it no more memory than it has; then it needs more. */
  tighten(): void {
    const { limit, usage } = this.#files;
    try {
      const used = Deno.readTextFileSync(`${this.#path}/${usage}`).trim();
      Deno.writeTextFileSync(`${this.#path}/${limit}`, used);
    } catch {
      // It has just taken some more.
    }
  }

  /** How many of its processes the kernel has killed for want of memory. */
  get killed(): number {
    const text = Deno.readTextFileSync(`${this.#path}/${this.#files.events}`);
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}
