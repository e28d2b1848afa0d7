import type { BlockLeaf } from "../../host/block_leaf.ts";
import type { SystemFiles } from "../../host/system.ts";
import type { CountByCpu } from "./calibration.ts";

/** Counts the requests of some disks that complete, by CPU. */
export interface CompletionCounter extends Disposable {
  /** All since it was made. */
  read(): CountByCpu;
}

/** As much of the file system as an instance of tracefs needs. */
export interface TraceDirectory {
  make(path: string): void;
  write(path: string, text: string): void;
  remove(path: string): void;
}

const PREFIX = "uringlab-doctor-";
/** Events are counted even when their buffer is overwritten. */
const BUFFER_KIB = 16;

/** tracefs of this machine. */
const traceDirectory: TraceDirectory = {
  make: (path) => Deno.mkdirSync(path),
  write: (path, text) => Deno.writeTextFileSync(path, text, { create: false }),
  remove: (path) => Deno.removeSync(path),
};

/**
 * Counts the events block:block_rq_complete of the disks in an instance of
 * tracefs of our own, which is gone when this is disposed of; one that a killed
 * process left behind is removed. Returns a sentence where that cannot be.
 */
export function countCompletions(
  files: SystemFiles,
  tracefs: string | null,
  leaves: readonly BlockLeaf[],
  bs: number,
  directory: TraceDirectory = traceDirectory,
): CompletionCounter | string {
  if (tracefs === null) return "tracefs is not mounted";
  const filter = filterOf(files, leaves, bs);
  if (filter === undefined) return "a disk of the target has no number";
  removeStale(files, tracefs, directory);
  const path = `${tracefs}/instances/${PREFIX}${Deno.pid}`;
  try {
    directory.make(path);
  } catch (error) {
    return `tracefs may not be used: ${firstLine(error)}`;
  }
  const event = `${path}/events/block/block_rq_complete`;
  try {
    directory.write(`${path}/buffer_size_kb`, `${BUFFER_KIB}`);
    directory.write(`${event}/filter`, filter);
    directory.write(`${event}/enable`, "1");
  } catch (error) {
    removeInstance(path, directory);
    return `block:block_rq_complete cannot be traced: ${firstLine(error)}`;
  }
  return {
    read: () => readCounts(files, path),
    [Symbol.dispose]: () => removeInstance(path, directory),
  };
}

/** "Permission denied (os error 13)", without the path. */
function firstLine(error: unknown): string {
  return (error as Error).message.split(/\n|: /)[0] ?? "";
}

/** Its events are disabled with it. One that is in use stays for the next. */
function removeInstance(path: string, directory: TraceDirectory): void {
  try {
    directory.remove(path);
  } catch {
    // Another process removes it too, or has a file of it open.
  }
}

/** In the kernel a device number has 20 bits of minor (MINORBITS). */
const MINOR_BITS = 20;

function filterOf(
  files: SystemFiles,
  leaves: readonly BlockLeaf[],
  bs: number,
): string | undefined {
  const devices = leaves.map(({ sysPath }) => {
    const [major, minor] = (files.read(`${sysPath}/dev`) ?? "").split(":")
      .map(Number);
    return major && minor !== undefined
      ? major * 2 ** MINOR_BITS + minor
      : undefined;
  });
  if (devices.length === 0 || devices.includes(undefined)) return undefined;
  const any = devices.map((device) => `dev == ${device}`).join(" || ");
  return `(${any}) && nr_sector == ${bs / 512} && rwbs ~ "R*"`;
}

function removeStale(
  files: SystemFiles,
  tracefs: string,
  directory: TraceDirectory,
): void {
  for (const name of files.list(`${tracefs}/instances`)) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = name.slice(PREFIX.length);
    const lives = files.list(`/proc/${pid}`).length > 0;
    // An old one may have our number.
    if (lives && pid !== `${Deno.pid}`) continue;
    removeInstance(`${tracefs}/instances/${name}`, directory);
  }
}

function readCounts(files: SystemFiles, instance: string): CountByCpu {
  const counts = new Map<number, number>();
  for (const name of files.list(`${instance}/per_cpu`)) {
    const cpu = Number(/^cpu(\d+)$/.exec(name)?.[1] ?? NaN);
    const stats = files.read(`${instance}/per_cpu/${name}/stats`);
    const count = stats === undefined ? 0 : parseTraceStats(stats);
    if (Number.isInteger(cpu) && count > 0) counts.set(cpu, count);
  }
  return counts;
}

/** All events that a CPU's `stats` tells of, those overwritten included. */
export function parseTraceStats(text: string): number {
  return Array.from(
    text.matchAll(
      /^(?:entries|overrun|commit overrun|dropped events|read events): (\d{1,20})$/gm,
    ),
    ([, count]) => Number(count),
  ).reduce((sum, count) => sum + count, 0);
}
