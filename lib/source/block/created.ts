import { statfsSync } from "node:fs";
import { isStamped, SECTOR, stamp } from "./stamp.ts";

const CHUNK = 1 << 20;
/** As much as crypto.getRandomValues gives in one call. */
const RANDOM_BYTES = 65536;
/** Sectors that are read to recognise a target of ours. */
const SAMPLES = 64;

/**
 * Where the default target is kept; undefined without a home directory. Paths
 * that are not absolute count as not there (XDG Base Directory Specification).
 */
export function defaultTargetPath(
  bytes: number,
  env: { get(name: string): string | undefined } = Deno.env,
): string | undefined {
  const absolute = (name: string) =>
    env.get(name)?.startsWith("/") ? env.get(name) : undefined;
  const home = absolute("HOME");
  const cache = absolute("XDG_CACHE_HOME") ?? (home && `${home}/.cache`);
  return cache ? `${cache}/uringlab/target-${bytes}.dat` : undefined;
}

/**
 * Whether the file is a target that uringlab made, of at least this size: the
 * first, the last and some sectors between carry their stamps. Returns a
 * phrase that says what is wrong, or undefined when it is good.
 */
export function targetDefect(path: string, bytes: number): string | undefined {
  const { isBlockDevice, size, blocks } = Deno.statSync(path);
  // A block device tells neither; past its end there is no stamp.
  if (!isBlockDevice) {
    if (size < bytes) return `it has ${size} bytes, not ${bytes}`;
    if (blocks !== null && blocks * 512 < bytes) return "it is sparse";
  }
  using file = Deno.openSync(path);
  const sector = new Uint8Array(SECTOR);
  const last = Math.floor(bytes / SECTOR) - 1;
  for (let i = 0; i < SAMPLES; i++) {
    const number = Math.round(last * i / (SAMPLES - 1));
    file.seekSync(number * SECTOR, Deno.SeekMode.Start);
    if (file.readSync(sector) !== SECTOR || !isStamped(sector, number)) {
      return `sector ${number} does not carry its stamp`;
    }
  }
  return undefined;
}

function randomChunk(bytes: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += RANDOM_BYTES) {
    crypto.getRandomValues(
      chunk.subarray(at, Math.min(bytes, at + RANDOM_BYTES)),
    );
  }
  return chunk;
}

/** Minutes without a byte after which nobody writes to a file any more. */
const ABANDONED = 10;

/** Removes what processes that were killed had begun to write. */
function removeAbandoned(path: string): void {
  const [, directory = "", name = ""] = /^(.*\/)?([^/]+)$/.exec(path) ?? [];
  for (const entry of Deno.readDirSync(directory || ".")) {
    const pid = /^(.*)\.(\d+)\.partial$/.exec(entry.name);
    if (pid?.[1] !== name) continue;
    // In another container a process may have a number that is nobody's here.
    const { mtime } = Deno.statSync(`${directory}${entry.name}`);
    if (Date.now() - Number(mtime) < ABANDONED * 60_000) continue;
    try {
      Deno.statSync(`/proc/${pid[2]}`);
    } catch {
      Deno.removeSync(`${directory}${entry.name}`);
    }
  }
}

/** Bytes that are free where a file is to be; undefined if nobody knows. */
export function freeBytes(path: string): number | undefined {
  for (let at = path; at !== "";) {
    at = at.replace(/\/[^/]*$/, "");
    try {
      const { bavail, bsize } = statfsSync(at || "/");
      return bavail * bsize;
    } catch {
      // The directory is made with the file.
    }
  }
  return undefined;
}

/**
 * Writes a target of `bytes` bytes: random, every sector stamped, no holes, on
 * the disk when this returns. It appears under its name only when it is whole;
 * a failure or an abort leaves nothing behind. `onProgress` gets the bytes
 * written so far.
 */
export async function createTarget(
  path: string,
  bytes: number,
  { signal, onProgress }: {
    signal?: AbortSignal;
    onProgress?: (written: number) => void;
  } = {},
): Promise<void> {
  const directory = path.replace(/\/[^/]*$/, "") || "/";
  await Deno.mkdir(directory, { recursive: true });
  removeAbandoned(path);
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < bytes) {
    throw new Error(
      `it needs ${bytes} bytes, of which ${directory} has ${bavail * bsize}`,
    );
  }
  const partial = `${path}.${Deno.pid}.partial`;
  try {
    using file = await Deno.open(partial, { write: true, createNew: true });
    for (let at = 0; at < bytes; at += CHUNK) {
      signal?.throwIfAborted();
      const chunk = randomChunk(Math.min(CHUNK, bytes - at));
      stamp(chunk, at / SECTOR);
      for (let done = 0; done < chunk.length;) {
        done += await file.write(chunk.subarray(done));
      }
      onProgress?.(at + chunk.length);
    }
    await file.sync();
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw error;
  }
}
