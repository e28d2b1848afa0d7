/**
 * The exported functions of c/uringlab.h, each parameter beside its C type.
 * Every pointer goes with a size that C checks: in the structure itself, in
 * cell_memory's bytes, or as a count beside it; a path ends by its NUL.
 */
export const SYMBOLS = {
  /** The structures, lists and constants of the library, to be compared. */
  uringlab_abi: {
    parameters: [],
    result: "pointer", // const char *
  },

  /** The name of a system call of this architecture, or NULL. */
  uringlab_syscall_name: {
    parameters: [
      "u64", // uint64_t number
    ],
    result: "pointer", // const char *
  },

  /** The version of the liburing that the library was built with. */
  uringlab_liburing_version: {
    parameters: [],
    result: "pointer", // const char *
  },

  /** Runs a cell; blocks a thread of Deno's until all its threads have ended. */
  uringlab_run_cell: {
    parameters: [
      "buffer", // const struct uringlab_cell_memory *memory
    ],
    result: "i64", // int64_t, -errno
    nonblocking: true,
  },

  /** Makes a ring and closes it. */
  uringlab_probe_ring: {
    parameters: [
      "u64", // uint64_t setup_flags
      "u64", // uint64_t entries
    ],
    result: "i64", // int64_t, -errno
  },

  /** Enters a ring with some flags and waits for nothing. */
  uringlab_probe_enter: {
    parameters: [
      "u64", // uint64_t enter_flags
    ],
    result: "i64", // int64_t, -errno
  },

  /** Whether rings take IORING_OP_READ. */
  uringlab_probe_reads: {
    parameters: [],
    result: "i64", // int64_t, -errno
  },

  /** CLOCK_MONOTONIC in ns. */
  uringlab_now_ns: {
    parameters: [],
    result: "u64", // uint64_t
  },

  /** 1 where reading the clock is no system call, 0 where it is one. */
  uringlab_probe_clock: {
    parameters: [],
    result: "i64", // int64_t, -errno
  },

  /** The bytes that a cell locks. */
  uringlab_cell_bytes: {
    parameters: [
      "buffer", // const struct uringlab_cell_params *params
      "buffer", // const struct uringlab_arm_params *arms
      "u64", // uint64_t arms_bytes
    ],
    result: "u64", // uint64_t
  },

  /** Whether a thread can count its cycles and instructions. */
  uringlab_probe_perf: {
    parameters: [
      "u64", // uint64_t kernel
    ],
    result: "i64", // int64_t, -errno
  },

  /** Whether a thread may run on exactly these CPUs. */
  uringlab_probe_affinity: {
    parameters: [
      "buffer", // const uint64_t *cpus
      "u64", // uint64_t cpu_count
    ],
    result: "i64", // int64_t, -errno
  },

  /** Locks memory and gives it back. */
  uringlab_probe_memlock: {
    parameters: [
      "u64", // uint64_t bytes
    ],
    result: "i64", // int64_t, -errno
  },

  /** Describes a target and reads one block of it. */
  uringlab_probe_target: {
    parameters: [
      "buffer", // const char *path
      "u64", // uint64_t bs
      "u64", // uint64_t patience_ns
      "buffer", // struct uringlab_target *target
    ],
    result: "i64", // int64_t, -errno
  },

  /** The same, for callers that go on meanwhile. */
  uringlab_probe_target_async: {
    name: "uringlab_probe_target",
    parameters: [
      "buffer", // const char *path
      "u64", // uint64_t bs
      "u64", // uint64_t patience_ns
      "buffer", // struct uringlab_target *target
    ],
    result: "i64", // int64_t, -errno
    nonblocking: true,
  },

  /** Moves every thread of this process: how many. */
  uringlab_move_threads: {
    parameters: [
      "buffer", // const uint64_t *cpus
      "u64", // uint64_t cpu_count
    ],
    result: "i64", // int64_t, -errno
  },

  /** The bucket of a latency. */
  uringlab_bucket_of: {
    parameters: [
      "u64", // uint64_t ns
    ],
    result: "u64", // uint64_t
  },

  /** The lowest latency of a bucket, in ns. */
  uringlab_bucket_low: {
    parameters: [
      "u64", // uint64_t bucket
    ],
    result: "u64", // uint64_t
  },
} as const satisfies Deno.ForeignLibraryInterface;
