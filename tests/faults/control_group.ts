/** Control groups that tests run programs in: cgroups(7), of both versions. */

export type Controller = "cpu" | "cpuset" | "memory" | "pids";

const ROOT = "/sys/fs/cgroup";

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** Where the groups of a controller are made; undefined where it has none. */
function rootOf(
  controller: Controller,
): { path: string; version: 1 | 2 } | undefined {
  const path = `${ROOT}/${controller}`;
  if (readText(`${path}/cgroup.procs`) !== undefined) {
    return { path, version: 1 };
  }
  const enabled = readText(`${ROOT}/cgroup.subtree_control`) ?? "";
  return enabled.trim().split(" ").includes(controller)
    ? { path: ROOT, version: 2 }
    : undefined;
}

/** Why no such control group can be made here; undefined if one can. */
export function whyNoControlGroup(controller: Controller): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  return rootOf(controller)
    ? undefined
    : `no controller ${controller} in ${ROOT}`;
}

/** A control group; gone after the test, by when it must be empty. */
export class ControlGroup implements Disposable {
  readonly #path: string;
  readonly version: 1 | 2;

  constructor(controller: Controller) {
    const root = rootOf(controller);
    if (!root) throw new Error(`no controller ${controller}`);
    this.version = root.version;
    this.#path = `${root.path}/uringlab-test-${Deno.pid}`;
    Deno.mkdirSync(this.#path);
    // Version 1 wants both before a process may enter.
    if (controller === "cpuset" && this.version === 1) {
      for (const name of ["cpuset.cpus", "cpuset.mems"]) {
        this.write(name, Deno.readTextFileSync(`${root.path}/${name}`));
      }
    }
  }

  /** Words before a command that is to run in it. */
  get before(): string[] {
    const enter = `echo $$ >${this.#path}/cgroup.procs && exec "$@"`;
    return ["sh", "-c", enter, "sh"];
  }

  read(name: string): string {
    return Deno.readTextFileSync(`${this.#path}/${name}`);
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.#path}/${name}`, text);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}
