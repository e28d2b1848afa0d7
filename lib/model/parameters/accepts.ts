/** How connections of `--load accept` are accepted: enum uringlab_accept. */

/** Every way that `--accept` takes, in the engine's order. */
export const ACCEPTS = {
  single: {
    help: "IORING_OP_ACCEPT for each connection",
    since: "5.6",
  },
  multishot: {
    help: "IORING_ACCEPT_MULTISHOT: one request for all",
    since: "5.19",
  },
} as const;

/** The kernel from which on a ring chooses direct descriptors by itself. */
export const DIRECT_SINCE = "5.19";

/** The name of a way to accept, as in options, columns and charts. */
export type AcceptName = keyof typeof ACCEPTS;

/** The names of all ways to accept, in the engine's order. */
export const ACCEPT_NAMES = Object.keys(ACCEPTS) as AcceptName[];
