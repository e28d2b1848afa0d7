/** How messages of a load with sockets are received: enum uringlab_recv. */

/** Every way that `--recv` accepts, in the engine's order. */
export const RECEIVES = {
  single: {
    help: "IORING_OP_RECV for each message",
    since: "5.6",
  },
  multishot: {
    help: "one IORING_OP_RECV for all, into a ring of provided buffers",
    since: "6.0",
  },
  poll_first: {
    help: "IORING_RECVSEND_POLL_FIRST: each waits before it looks",
    since: "5.19",
  },
  bundle: {
    help: "multishot too, with several buffers at once, of a message each",
    since: "6.10",
  },
} as const;

/** The name of a way to receive, as in options, columns and charts. */
export type ReceiveName = keyof typeof RECEIVES;

/** The names of all ways to receive, in the engine's order. */
export const RECEIVE_NAMES = Object.keys(RECEIVES) as ReceiveName[];
