import {
  isTold,
  type LockedRing,
  readRing,
  ringDescriptors,
  type RingInfo,
} from "../host/ring_info.ts";
import { parseProcStat } from "../host/proc_stat.ts";
import { readRingWait } from "../host/ring_wait.ts";
import type { SystemFiles } from "../host/system.ts";
import {
  processName,
  type ThreadInfo,
  threadsOf,
  withDescendants,
} from "../host/threads.ts";
import { NO_IOWAIT } from "../model/parameters/enter_flags.ts";

/** A ring at one moment. */
export interface LookedRing extends RingInfo {
  /** It was locked: all but its descriptor is what it was at the look before. */
  readonly isOld?: boolean;
}

/** A process at one moment. */
export interface WatchedProcess {
  readonly pid: number;
  readonly name: string;
  readonly threads: readonly ThreadInfo[];
  readonly rings: readonly LookedRing[];
  /**
   * Whether one of its threads slept in io_uring_enter(2) as if it waited for a
   * disk, that is without NO_IOWAIT; undefined where that may not be known.
   */
  readonly waitsAsDisk: boolean | undefined;
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

function iowaitSecondsIn(stat: string): number | undefined {
  const cpus = parseProcStat(stat);
  if (cpus.size === 0) return undefined;
  const ticks = [...cpus.values()].reduce((sum, { iowait }) => sum + iowait, 0);
  return ticks / TICKS_PER_SECOND;
}

/** Whether some thread of this machine counts as waiting for a disk. */
function isIowait(stat: string): boolean {
  return Number(/^procs_blocked (\d+)$/m.exec(stat)?.[1] ?? 0) > 0;
}

function waitsAsDisk(
  files: SystemFiles,
  pid: number,
  threads: readonly ThreadInfo[],
): boolean | undefined {
  const waits = threads.filter(({ kind }) => kind === "user")
    .flatMap(({ tid }) => readRingWait(files, pid, tid) ?? []);
  if (waits.length === 0) return undefined;
  return waits.some((wait) =>
    wait !== "elsewhere" && (wait.flags & NO_IOWAIT) === 0
  );
}

/** A ring that is locked whenever it is looked at. */
function untold({ fd, inode }: LockedRing): LookedRing {
  return {
    fd,
    inode,
    sqEntries: undefined,
    cqEntries: undefined,
    submitted: undefined,
    completed: undefined,
    sqThread: undefined,
    files: undefined,
    buffers: undefined,
    overflowed: 0,
    isOld: true,
  };
}

/**
 * What is known of a locked ring. One that is new is not told before it can be
 * read, as it would seem to have done nothing until then.
 */
function lockedRing(
  ring: LockedRing,
  before: WatchedProcess | undefined,
  isFirst: boolean,
): LookedRing[] {
  const known = before?.rings.find(({ fd, inode }) =>
    ring.inode === undefined ? ring.fd === fd : ring.inode === inode
  );
  if (known) return [{ ...known, fd: ring.fd, isOld: true }];
  return isFirst ? [untold(ring)] : [];
}

/**
 * Looks at some processes and all their descendants, after another look at them
 * where there was one. A ring that several have, as a child has its parent's,
 * is told of the first alone.
 */
export function lookAt(
  files: SystemFiles,
  pids: readonly number[],
  nowNs: () => bigint,
  before?: Look,
): Look {
  const all = new Set(pids.flatMap((pid) => withDescendants(files, pid)));
  const inodes = new Set<number>();
  const ns = nowNs();
  const stat = files.read("/proc/stat") ?? "";
  const processes = [...all].flatMap((pid) => {
    const name = processName(files, pid);
    if (name === undefined) return [];
    const known = before?.processes.find((process) => process.pid === pid);
    const rings = ringDescriptors(files, pid).flatMap((fd) => {
      const ring = readRing(files, pid, fd);
      if (!ring) return [];
      const { inode } = ring;
      if (inode !== undefined && inodes.has(inode)) return [];
      if (inode !== undefined) inodes.add(inode);
      return isTold(ring) ? [ring] : lockedRing(ring, known, !before);
    });
    const threads = threadsOf(files, pid);
    const waits = waitsAsDisk(files, pid, threads);
    // Before 6.5 no such sleep counted.
    return [{
      pid,
      name,
      threads,
      rings,
      waitsAsDisk: waits && isIowait(stat),
    }];
  });
  return { ns, iowaitSeconds: iowaitSecondsIn(stat), processes };
}
