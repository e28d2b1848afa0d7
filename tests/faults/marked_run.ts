import { type RunOptions, start } from "../program/program.ts";

const MARK = "URINGLAB_TEST_RUN";

/** A started program that can be told from all others, and all it starts. */
export class MarkedRun {
  readonly child: Deno.ChildProcess;
  readonly #mark = `${MARK}=${crypto.randomUUID()}`;

  constructor(args: string[], { env = {}, ...options }: RunOptions = {}) {
    const [, value = ""] = this.#mark.split("=");
    this.child = start(args, { ...options, env: { ...env, [MARK]: value } });
  }

  /** Its processes that run, orphans included. */
  processes(): { pid: number; name: string }[] {
    return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
      if (!/^\d+$/.test(name)) return [];
      const read = (file: string) =>
        Deno.readTextFileSync(`/proc/${name}/${file}`);
      try {
        // What a zombie was started with cannot be read any more.
        return read("environ").split("\0").includes(this.#mark)
          ? [{ pid: Number(name), name: read("comm").trim() }]
          : [];
      } catch {
        return [];
      }
    });
  }

  /** The process IDs of those with that name. */
  named(name: string): number[] {
    return this.processes().filter((process) => process.name === name)
      .map(({ pid }) => pid);
  }

  has(name: string): boolean {
    return this.named(name).length > 0;
  }
}
