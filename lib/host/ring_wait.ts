/**
 * In which io_uring_enter(2) a thread sleeps, from /proc/PID/task/TID/syscall
 * (fs/proc/base.c: the number and arguments of the call that it is blocked in,
 * for who may trace it; a thread that runs is not stopped for it).
 */
import type { SystemFiles } from "./system.ts";

/** What a thread asked for that sleeps in io_uring_enter(2). */
export interface RingWait {
  /** The ring's descriptor, or its index where it is registered. */
  readonly fd: number;
  readonly toSubmit: number;
  readonly minComplete: number;
  /** IORING_ENTER_*. */
  readonly flags: number;
}

/** The same number on every architecture (5.1). */
const IO_URING_ENTER = 426;

/**
 * The call in which a thread sleeps; "elsewhere" where it runs or sleeps in
 * another one, undefined where it may not be looked at.
 */
export function readRingWait(
  files: SystemFiles,
  pid: number,
  tid: number,
): RingWait | "elsewhere" | undefined {
  const text = files.read(`/proc/${pid}/task/${tid}/syscall`);
  if (text === undefined) return undefined;
  const [number, ...args] = text.split(" ").map(Number);
  const [fd = 0, toSubmit = 0, minComplete = 0, flags = 0] = args;
  return number === IO_URING_ENTER
    ? { fd, toSubmit, minComplete, flags }
    : "elsewhere";
}
