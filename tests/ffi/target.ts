import { buildLibrary, Engine } from "../../ffi/mod.ts";
import type { Cell } from "../../lib/model/cell.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { createTarget } from "../../lib/source/block/created.ts";
import { cell } from "../model/fixtures.ts";

/** CPUs that this process may use. */
export function allowedCpus(): number[] {
  const status = Deno.readTextFileSync("/proc/self/status");
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "";
  return list.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Runs `use` with the engine and a created target of some sectors. */
export async function withTarget(
  sectors: number,
  use: (engine: Engine, path: string) => Promise<void> | void,
): Promise<void> {
  await buildLibrary(() => {});
  // Not /tmp: it may be a tmpfs, where older kernels have no O_DIRECT.
  const directory = Deno.makeTempDirSync({
    dir: new URL("../../c/build", import.meta.url).pathname,
  });
  try {
    const path = `${directory}/target.dat`;
    await createTarget(path, sectors * 512);
    using engine = new Engine();
    await use(engine, path);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/**
 * A cell that reads all of a target, over as soon as each worker has read
 * enough: some milliseconds, however long it takes on a busy machine.
 */
export function shortCell(path: string, change: Partial<Params> = {}): Cell {
  return cell({
    cpus: allowedCpus().slice(0, 1),
    partnerCpus: allowedCpus().slice(-1),
    filename: path,
    size: Deno.statSync(path).size,
    runtime: 20,
    rampTime: 0.002,
    numberIos: 200,
    ...change,
  });
}
