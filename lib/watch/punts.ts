/** Why requests went to io-wq, as far as that can be told. */

import type { PuntCount } from "../trace/capture/rings.ts";
import { isAlwaysPunted, isRead, isWrite } from "./opcodes.ts";

/**
 * The reason why such requests were given to io-wq (io_queue_iowq() and its
 * callers in io_uring/io_uring.c, io_read() and io_write() in io_uring/rw.c).
 */
export function puntReason(
  { opcode, forced, kind, direct, nowait, filesystem }: PuntCount,
): string {
  // The kernel sets the flag of IOSQE_ASYNC itself for those.
  if (isAlwaysPunted(opcode)) return "io-wq does every request of the kind";
  if (forced) return "IOSQE_ASYNC asks for it";
  const [reads, writes] = [isRead(opcode), isWrite(opcode)];
  if (!reads && !writes) return "it would have waited";
  if (kind === undefined) return "its file is not known";
  if (!nowait && writes && !direct && kind === "regular") {
    return `buffered, and ${filesystem ?? "its file system"} cannot try such ` +
      "writes without waiting";
  }
  if (!nowait) return "the file cannot be tried without waiting (NOWAIT)";
  if (direct) {
    return writes && kind === "regular"
      ? `a direct write that ${filesystem ?? "the file system"} may have to ` +
        "wait for, as one that extends the file or overlaps another"
      : "it would have waited, for a lock, for blocks or in the device's queue";
  }
  return reads
    ? "buffered, and the page was not in memory"
    : "buffered, and the page could not be written to at once";
}
