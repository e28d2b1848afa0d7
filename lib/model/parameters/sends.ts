/** By what call a waker of msg_ring sends: enum uringlab_send. */

/** Every call that `--send` accepts, in the engine's order. */
export const SENDS = {
  ring: {
    help: "IORING_OP_MSG_RING, submitted to a ring of the waker's own",
    since: "5.18",
  },
  register: {
    help: "IORING_REGISTER_SEND_MSG_RING of io_uring_register(2), without one",
    since: "6.13",
  },
} as const;

/** The name of such a call, as in options, columns and charts. */
export type SendName = keyof typeof SENDS;

/** The names of all of them, in the engine's order. */
export const SEND_NAMES = Object.keys(SENDS) as SendName[];
