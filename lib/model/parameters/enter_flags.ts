import type { Params } from "./params.ts";

/** Flags of io_uring_enter(2), include/uapi/linux/io_uring.h. */
export const REGISTERED_RING = 1 << 4;
export const NO_IOWAIT = 1 << 7;

/** The IORING_ENTER_* flags that a cell's every call has. */
export function enterFlags(
  { registeredRingFd, iowait }: Pick<Params, "registeredRingFd" | "iowait">,
): number {
  return (registeredRingFd ? REGISTERED_RING : 0) | (iowait ? 0 : NO_IOWAIT);
}
