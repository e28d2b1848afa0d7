/** The exported functions of c/uringlab.h, each under its C declaration. */
export const SYMBOLS = {
  // const char *uringlab_abi(void);
  uringlab_abi: { parameters: [], result: "pointer" },

  // const char *uringlab_syscall_name(uint64_t number);
  uringlab_syscall_name: { parameters: ["u64"], result: "pointer" },

  // const char *uringlab_liburing_version(void);
  uringlab_liburing_version: { parameters: [], result: "pointer" },

  // int64_t uringlab_run_cell(const struct uringlab_cell_params *params,
  //   const char *path, const uint64_t *cpus, struct uringlab_live *live,
  //   struct uringlab_cell_result *result,
  //   struct uringlab_worker_result *workers, uint64_t *histograms,
  //   uint64_t *errnos, uint64_t *slices, char *snapshots);
  uringlab_run_cell: {
    parameters: [
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
    ],
    result: "i64",
    nonblocking: true,
  },

  // int64_t uringlab_probe_ring(uint64_t setup_flags, uint64_t entries);
  uringlab_probe_ring: { parameters: ["u64", "u64"], result: "i64" },

  // int64_t uringlab_probe_reads(void);
  uringlab_probe_reads: { parameters: [], result: "i64" },

  // uint64_t uringlab_now_ns(void);
  uringlab_now_ns: { parameters: [], result: "u64" },

  // int64_t uringlab_probe_clock(void);
  uringlab_probe_clock: { parameters: [], result: "i64" },

  // uint64_t uringlab_cell_bytes(const struct uringlab_cell_params *params);
  uringlab_cell_bytes: { parameters: ["buffer"], result: "u64" },

  // int64_t uringlab_probe_affinity(const uint64_t *cpus, uint64_t cpu_count);
  uringlab_probe_affinity: { parameters: ["buffer", "u64"], result: "i64" },

  // int64_t uringlab_probe_memlock(uint64_t bytes);
  uringlab_probe_memlock: { parameters: ["u64"], result: "i64" },

  // int64_t uringlab_probe_target(const char *path, uint64_t bs,
  //   uint64_t patience_ns, struct uringlab_target *target);
  uringlab_probe_target: {
    parameters: ["buffer", "u64", "u64", "buffer"],
    result: "i64",
  },

  // The same, for callers that go on meanwhile.
  uringlab_probe_target_async: {
    name: "uringlab_probe_target",
    parameters: ["buffer", "u64", "u64", "buffer"],
    result: "i64",
    nonblocking: true,
  },

  // int64_t uringlab_move_threads(const uint64_t *cpus, uint64_t cpu_count);
  uringlab_move_threads: { parameters: ["buffer", "u64"], result: "i64" },

  // uint64_t uringlab_bucket_of(uint64_t ns);
  uringlab_bucket_of: { parameters: ["u64"], result: "u64" },

  // uint64_t uringlab_bucket_low(uint64_t bucket);
  uringlab_bucket_low: { parameters: ["u64"], result: "u64" },
} as const satisfies Deno.ForeignLibraryInterface;
