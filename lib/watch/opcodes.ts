/** The operations of io_uring, include/uapi/linux/io_uring.h. */

/** Names by number, without IORING_OP_. */
const NAMES = [
  "NOP",
  "READV",
  "WRITEV",
  "FSYNC",
  "READ_FIXED",
  "WRITE_FIXED",
  "POLL_ADD",
  "POLL_REMOVE",
  "SYNC_FILE_RANGE",
  "SENDMSG",
  "RECVMSG",
  "TIMEOUT",
  "TIMEOUT_REMOVE",
  "ACCEPT",
  "ASYNC_CANCEL",
  "LINK_TIMEOUT",
  "CONNECT",
  "FALLOCATE",
  "OPENAT",
  "CLOSE",
  "FILES_UPDATE",
  "STATX",
  "READ",
  "WRITE",
  "FADVISE",
  "MADVISE",
  "SEND",
  "RECV",
  "OPENAT2",
  "EPOLL_CTL",
  "SPLICE",
  "PROVIDE_BUFFERS",
  "REMOVE_BUFFERS",
  "TEE",
  "SHUTDOWN",
  "RENAMEAT",
  "UNLINKAT",
  "MKDIRAT",
  "SYMLINKAT",
  "LINKAT",
  "MSG_RING",
  "FSETXATTR",
  "SETXATTR",
  "FGETXATTR",
  "GETXATTR",
  "SOCKET",
  "URING_CMD",
  "SEND_ZC",
  "SENDMSG_ZC",
  "READ_MULTISHOT",
  "WAITID",
  "FUTEX_WAIT",
  "FUTEX_WAKE",
  "FUTEX_WAITV",
  "FIXED_FD_INSTALL",
  "FTRUNCATE",
  "BIND",
  "LISTEN",
  "RECV_ZC",
  "EPOLL_WAIT",
  "READV_FIXED",
  "WRITEV_FIXED",
  "PIPE",
  "NOP128",
  "URING_CMD128",
] as const;

/** The name of an operation that this program knows. */
export type Operation = typeof NAMES[number];

/** "READ" for 22; "operation 99" for one that is newer than this program. */
export function operationName(opcode: number): string {
  return NAMES[opcode] ?? `operation ${opcode}`;
}

function isOneOf(opcode: number, names: readonly Operation[]): boolean {
  const name = NAMES[opcode];
  return name !== undefined && names.includes(name);
}

/** io_*_prep() sets REQ_F_FORCE_ASYNC for them, so that nothing avoids io-wq. */
const ALWAYS_PUNTED = [
  "FSYNC",
  "SYNC_FILE_RANGE",
  "FALLOCATE",
  "STATX",
  "MADVISE",
  "SPLICE",
  "TEE",
  "SHUTDOWN",
  "RENAMEAT",
  "UNLINKAT",
  "MKDIRAT",
  "SYMLINKAT",
  "LINKAT",
  "FSETXATTR",
  "SETXATTR",
  "FGETXATTR",
  "GETXATTR",
  "FTRUNCATE",
] as const satisfies readonly Operation[];

const READS = [
  "READ",
  "READV",
  "READ_FIXED",
  "READV_FIXED",
  "READ_MULTISHOT",
] as const satisfies readonly Operation[];

const WRITES = [
  "WRITE",
  "WRITEV",
  "WRITE_FIXED",
  "WRITEV_FIXED",
] as const satisfies readonly Operation[];

/** Whether the kernel gives every request of this operation to io-wq. */
export function isAlwaysPunted(opcode: number): boolean {
  return isOneOf(opcode, ALWAYS_PUNTED);
}

/** Whether it reads from a file, of whatever kind. */
export function isRead(opcode: number): boolean {
  return isOneOf(opcode, READS);
}

/** Whether it writes to a file, of whatever kind. */
export function isWrite(opcode: number): boolean {
  return isOneOf(opcode, WRITES);
}

/** Whether it may wait for a disk: it reads, writes or syncs a file. */
export function isDisk(opcode: number): boolean {
  return isRead(opcode) || isWrite(opcode) ||
    isOneOf(opcode, ["FSYNC", "SYNC_FILE_RANGE", "URING_CMD", "URING_CMD128"]);
}
