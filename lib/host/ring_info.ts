/**
 * What /proc/PID/fdinfo/FD says of an io_uring instance
 * (io_uring_show_fdinfo in io_uring/fdinfo.c). Any process of one's own may be
 * asked, without privileges. The kernel tries to take the ring's lock, and where
 * it cannot, as somebody submits, it leaves out what the lock guards: files and
 * buffers, and in newer kernels (seen in 6.18) everything but the inode.
 */
import { baseName, type SystemFiles } from "./system.ts";

/** An SQ thread of IORING_SETUP_SQPOLL. */
export interface SqThread {
  /** In the PID namespace of whoever reads. */
  readonly tid: number;
  /** The CPU that it is on. */
  readonly cpu: number;
  /**
   * CPU time since it was made, us, of which it found something to do in `workUs`
   * (6.8). The kernel sees its own time pass at ticks and switches alone
   * (io_sq_update_worktime in io_uring/sqpoll.c), so that a share of it takes
   * seconds to be told, and is wrong where the two go in step with the tick.
   */
  readonly totalUs: number | undefined;
  readonly workUs: number | undefined;
}

/** One io_uring instance, as it was at one moment. */
export interface RingInfo {
  readonly fd: number;
  /** The same in every process that has it; undefined before 5.14. */
  readonly inode: number | undefined;
  /** Entries of the queues (5.17). */
  readonly sqEntries: number | undefined;
  readonly cqEntries: number | undefined;
  /** SQEs that the kernel has taken, modulo 2^32 (5.17). */
  readonly submitted: number | undefined;
  /** CQEs that it has posted, modulo 2^32 (5.17). */
  readonly completed: number | undefined;
  readonly sqThread: SqThread | undefined;
  /** How many are registered; undefined where the ring was locked. */
  readonly files: number | undefined;
  readonly buffers: number | undefined;
  /** CQEs that the queue had no room for, and that wait beside it. */
  readonly overflowed: number;
}

/** A ring of which only this is told, as somebody holds its lock. */
export type LockedRing = Pick<RingInfo, "fd" | "inode">;

/** Numbers of "Name:\tvalue" lines; 0x of masks is understood. */
function fields(text: string): Map<string, number> {
  const all = new Map<string, number>();
  for (
    const [, name = "", value = ""] of text.matchAll(/^(\w+):[ \t]*(.*)$/gm)
  ) {
    if (/^(-?\d{1,15}|0x[\da-f]{1,8})$/.test(value)) {
      all.set(name, Number(value));
    }
  }
  return all;
}

/** Lines that stand under a heading, each with blanks before it. */
function linesUnder(text: string, heading: string): number {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${heading}:`));
  if (start < 0) return 0;
  const end = lines.findIndex((line, i) => i > start && !/^\s+\S/.test(line));
  return (end < 0 ? lines.length : end) - start - 1;
}

function sqThreadOf(known: ReadonlyMap<string, number>): SqThread | undefined {
  const tid = known.get("SqThread") ?? -1;
  if (tid <= 0) return undefined;
  return {
    tid,
    cpu: known.get("SqThreadCpu") ?? -1,
    totalUs: known.get("SqTotalTime"),
    workUs: known.get("SqWorkTime"),
  };
}

/**
 * Reads the text of one file; undefined where it is of no io_uring, or of one
 * that was locked.
 */
export function parseRingInfo(fd: number, text: string): RingInfo | undefined {
  const known = fields(text);
  // Every version has it, and nothing else does.
  if (!known.has("SqThread")) return undefined;
  const entries = (mask: number | undefined) =>
    mask === undefined ? undefined : mask + 1;
  return {
    fd,
    inode: known.get("ino"),
    sqEntries: entries(known.get("SqMask")),
    cqEntries: entries(known.get("CqMask")),
    submitted: known.get("CachedSqHead"),
    completed: known.get("CachedCqTail"),
    sqThread: sqThreadOf(known),
    files: known.get("UserFiles"),
    buffers: known.get("UserBufs"),
    overflowed: linesUnder(text, "CqOverflowList"),
  };
}

/** The descriptors of a process that are io_uring instances, in order. */
export function ringDescriptors(files: SystemFiles, pid: number): number[] {
  const folder = `/proc/${pid}/fd`;
  return files.list(folder)
    .filter((fd) => files.link(`${folder}/${fd}`) === "anon_inode:[io_uring]")
    .map((fd) => Number(baseName(fd)))
    .sort((a, b) => a - b);
}

/** How often a ring is asked that is locked, which it is for microseconds. */
const TRIES = 5;

/**
 * One instance of a process, whose descriptor is known to be one; undefined
 * where there is none any more, or none that may be looked at.
 */
export function readRing(
  files: SystemFiles,
  pid: number,
  fd: number,
): RingInfo | LockedRing | undefined {
  let inode: number | undefined;
  for (let i = 0; i < TRIES; i++) {
    const text = files.read(`/proc/${pid}/fdinfo/${fd}`);
    if (text === undefined) return undefined;
    const ring = parseRingInfo(fd, text);
    if (ring) return ring;
    inode = fields(text).get("ino");
  }
  return { fd, inode };
}

/** Whether everything is told of a ring. */
export function isTold(ring: RingInfo | LockedRing): ring is RingInfo {
  return "overflowed" in ring;
}

/** Counts between two readings of a counter modulo 2^32. */
export function counted(
  before: number | undefined,
  after: number | undefined,
): number | undefined {
  return before === undefined || after === undefined
    ? undefined
    : (after - before) >>> 0;
}
