/**
 * The steps of a measurement that a machine can refuse: enum uringlab_step of
 * c/uringlab.h, in its order, which is compared when the library is opened.
 */
export const STEPS = [
  "none",
  "parameters",
  "procfs",
  "memory",
  "guard",
  "memlock",
  "thread",
  "affinity",
  "priority",
  "open",
  "direct",
  "stat",
  "type",
  "read",
  "ring",
  "op_read",
  "op_futex",
  "any_file",
  "hugepages",
  "buffers",
  "files",
  "ring_fd",
  "wake",
  "send",
  "start",
  "submit",
  "getevents",
  "second_thread",
  "eventfd",
  "drain",
  "seccomp",
  "perf",
] as const;

/** The name of a step. */
export type Step = typeof STEPS[number];

const TEXTS: Readonly<Record<Step, string>> = {
  none: "",
  parameters: "parameters",
  procfs: "open /proc",
  memory: "mmap",
  guard: "mprotect",
  memlock: "mlock",
  thread: "pthread_create",
  affinity: "sched_setaffinity",
  priority: "setpriority",
  open: "open",
  direct: "open with O_DIRECT",
  stat: "statx",
  type: "not a file or a block device",
  read: "read",
  ring: "io_uring_setup",
  op_read: "IORING_OP_READ",
  op_futex: "IORING_OP_FUTEX_WAIT",
  any_file: "IORING_SETUP_SQPOLL without registered files",
  hugepages: "mmap with MAP_HUGETLB",
  buffers: "IORING_REGISTER_BUFFERS",
  files: "IORING_REGISTER_FILES",
  ring_fd: "IORING_REGISTER_RING_FDS",
  wake: "eventfd or pipe2",
  send: "the waker's write or futex",
  start: "start before the window",
  submit: "io_uring_enter (submit)",
  getevents: "io_uring_enter (GETEVENTS)",
  second_thread: "io_uring_enter (GETEVENTS) in a second thread",
  eventfd: "IORING_REGISTER_EVENTFD",
  drain: "drain",
  seccomp: "seccomp",
  perf: "perf_event_open",
};

/** What a user reads of a step: the call that was refused, where it is one. */
export function stepText(step: Step): string {
  return TEXTS[step];
}
