/**
 * Flags of io_uring_setup(2): IORING_SETUP_* of include/uapi/linux/io_uring.h
 * as of Linux 6.19, a name for each bit from the lowest.
 */
const NAMES = [
  "IOPOLL",
  "SQPOLL",
  "SQ_AFF",
  "CQSIZE",
  "CLAMP",
  "ATTACH_WQ",
  "R_DISABLED",
  "SUBMIT_ALL",
  "COOP_TASKRUN",
  "TASKRUN_FLAG",
  "SQE128",
  "CQE32",
  "SINGLE_ISSUER",
  "DEFER_TASKRUN",
  "NO_MMAP",
  "REGISTERED_FD_ONLY",
  "NO_SQARRAY",
  "HYBRID_IOPOLL",
  "CQE_MIXED",
  "SQE_MIXED",
  "SQ_REWIND",
] as const;

/** The name of a flag, without IORING_SETUP_. */
export type SetupFlag = typeof NAMES[number];

/** The bit of a flag. */
export function setupFlag(name: SetupFlag): number {
  return 2 ** NAMES.indexOf(name);
}

/**
 * The names of the flags that are set, from the lowest bit; of a bit that has
 * none "bit 31".
 */
export function setupFlagNamesIn(flags: number): string[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => (flags >>> bit) & 1)
    .map((bit) => NAMES[bit] ?? `bit ${bit}`);
}
