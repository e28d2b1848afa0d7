import { readRing, ringDescriptors, type RingInfo } from "../host/ring_info.ts";
import { parseProcStat } from "../host/proc_stat.ts";
import type { SystemFiles } from "../host/system.ts";
import {
  processName,
  type ThreadInfo,
  threadsOf,
  withDescendants,
} from "../host/threads.ts";

/** A process at one moment. */
export interface WatchedProcess {
  readonly pid: number;
  readonly name: string;
  readonly threads: readonly ThreadInfo[];
  readonly rings: readonly RingInfo[];
}

/** The watched processes at one moment. */
export interface Look {
  /** CLOCK_MONOTONIC. */
  readonly ns: bigint;
  /**
   * Time that CPUs of this machine were idle while a thread waited for a disk,
   * s since boot, all of them together; undefined where it cannot be read.
   */
  readonly iowaitSeconds: number | undefined;
  readonly processes: readonly WatchedProcess[];
}

/** USER_HZ, in which the kernel writes times. */
const TICKS_PER_SECOND = 100;

function iowaitSeconds(files: SystemFiles): number | undefined {
  const cpus = parseProcStat(files.read("/proc/stat") ?? "");
  if (cpus.size === 0) return undefined;
  const ticks = [...cpus.values()].reduce((sum, { iowait }) => sum + iowait, 0);
  return ticks / TICKS_PER_SECOND;
}

/**
 * Looks at some processes and all their descendants. A ring that several have,
 * as a child has its parent's, is told of the first alone.
 */
export function lookAt(
  files: SystemFiles,
  pids: readonly number[],
  nowNs: () => bigint,
): Look {
  const all = new Set(pids.flatMap((pid) => withDescendants(files, pid)));
  const inodes = new Set<number>();
  const ns = nowNs();
  const processes = [...all].flatMap((pid) => {
    const name = processName(files, pid);
    if (name === undefined) return [];
    const rings = ringDescriptors(files, pid).flatMap((fd) => {
      const ring = readRing(files, pid, fd);
      if (!ring) return [];
      const { inode } = ring;
      if (inode === undefined) return [ring];
      if (inodes.has(inode)) return [];
      inodes.add(inode);
      return [ring];
    });
    return [{ pid, name, threads: threadsOf(files, pid), rings }];
  });
  return { ns, iowaitSeconds: iowaitSeconds(files), processes };
}
