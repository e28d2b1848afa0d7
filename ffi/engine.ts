import type { Cell } from "../lib/model/cell.ts";
import { BUCKETS, type Histogram } from "../lib/model/histogram.ts";
import type {
  Measurement,
  ReadErrors,
  Snapshot,
  WorkerCounts,
} from "../lib/model/measurement.ts";
import { modeSince, READS_SINCE, setupFlags } from "../lib/model/modes.ts";
import { hasPartner } from "../lib/model/parameters/params.ts";
import { WAIT_NAMES } from "../lib/model/waits.ts";
import {
  CellError,
  DRAIN_TIMEOUT,
  ImpossibleError,
  type MeasureOptions,
  TargetLostError,
} from "../lib/run/executor.ts";
import type { Machine, Refusal, Target } from "../lib/run/machine.ts";
import * as abi from "./abi.ts";
import { NativeError } from "./errors.ts";
import { type Library, openLibrary, textAt } from "./library.ts";
import { type NativeFiles, nativeFiles } from "./native_files.ts";

/** How long a target is waited for before anything is measured, in seconds. */
const FIRST_PATIENCE = 10;
const PROGRESS_MS = 100;
const HISTOGRAM_LENGTH = BUCKETS + 1;

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

function cpuArray(cpus: readonly number[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(cpus, BigInt);
}

function known(value: bigint): number | undefined {
  return value === abi.UNKNOWN ? undefined : Number(value);
}

/** Parts per million as a share of 1. */
function fraction(ppm: number | undefined): number | undefined {
  return ppm === undefined ? undefined : ppm / 1e6;
}

/**
 * Room for one text of /proc/interrupts: it grows by a line when a device
 * comes and by digits as counts do.
 */
function snapshotBytes(): number {
  return 2 * Deno.readTextFileSync("/proc/interrupts").length + 65536;
}

function encodeParams(
  cell: Cell,
  memAlign: number,
  snapshotBytes: number,
  windowStartNs = 0n,
  drainTimeout = DRAIN_TIMEOUT,
  nice = 0,
) {
  const p = cell.params;
  return abi.encode(abi.CELL_PARAMS, {
    setup_flags: setupFlags(p.mode, p.sqarray),
    workers: p.workers,
    iodepth: p.iodepth,
    bs: p.bs,
    blocks: Math.floor(p.size / p.bs),
    mem_align: memAlign,
    seed: cell.seed,
    cpu_count: p.cpus.length,
    partner_cpu_count: p.partnerCpus.length,
    nice,
    split: p.cpusAllowedPolicy === "split",
    wait: WAIT_NAMES.indexOf(p.wait),
    thinktime_ns: Math.round(p.thinktime * 1e3),
    think_getevents: p.thinkGetevents,
    iodepth_batch: p.iodepthBatch,
    iodepth_batch_complete_min: p.iodepthBatchCompleteMin,
    iodepth_batch_complete_max: p.iodepthBatchCompleteMax,
    submit_getevents: p.submitGetevents,
    submit_and_wait: p.submitAndWait,
    fixedbufs: p.fixedbufs,
    registerfiles: p.registerfiles,
    registered_ring_fd: p.registeredRingFd,
    clock_per_reap: p.clockPerReap,
    hugepages: p.hugepages,
    verify: p.verify,
    ramp_ns: Math.round(p.rampTime * 1e9),
    window_start_ns: windowStartNs,
    runtime_ns: Math.round(p.runtime * 1e9),
    number_ios: p.numberIos,
    drain_timeout_ns: Math.round(drainTimeout * 1e9),
    snapshot_bytes: snapshotBytes,
  });
}

/** The memory of one running cell; the engine writes to all but the first. */
function allocateCell(
  cell: Cell,
  memAlign: number,
  windowStartNs: bigint | undefined,
  drainTimeout: number,
  nice: number,
) {
  const texts = snapshotBytes();
  return {
    params: encodeParams(
      cell,
      memAlign,
      texts,
      windowStartNs,
      drainTimeout,
      nice,
    ),
    live: abi.allocate(abi.LIVE),
    result: abi.allocate(abi.CELL_RESULT),
    workers: abi.allocate(abi.WORKER_RESULT, cell.params.workers),
    histograms: new BigUint64Array(3 * HISTOGRAM_LENGTH),
    errnos: new BigUint64Array(abi.ERRNOS),
    slices: new BigUint64Array(abi.SLICES),
    snapshots: new Uint8Array(4 * texts),
  };
}

type CellMemory = ReturnType<typeof allocateCell>;
type WorkerStruct = abi.Struct<typeof abi.WORKER_RESULT>;

function workerCounts(w: WorkerStruct): WorkerCounts {
  return {
    tid: Number(w.tid),
    ios: Number(w.ios),
    submitCalls: Number(w.submit_calls),
    geteventsCalls: Number(w.getevents_calls),
    reaps: Number(w.reaps),
    cqReady: Number(w.cq_ready),
    thinkNs: Number(w.think_ns),
    userNs: Number(w.user_ns),
    systemNs: Number(w.system_ns),
    nvcsw: Number(w.nvcsw),
    nivcsw: Number(w.nivcsw),
    minflt: Number(w.minflt),
    majflt: Number(w.majflt),
    runNs: known(w.run_ns),
    delayNs: known(w.delay_ns),
    migrations: known(w.migrations),
    partnerRunNs: known(w.partner_run_ns),
    partnerCalls: Number(w.partner_calls),
    eventfd: {
      wakeups: Number(w.partner_wakeups),
      empty: Number(w.partner_empty),
      timed: Number(w.partner_wakes_timed),
      wakeSumNs: Number(w.partner_wake_sum_ns),
    },
  };
}

function histogram(
  memory: CellMemory,
  workers: WorkerStruct[],
  kind: "slat" | "clat" | "lat",
): Histogram {
  const start = ["slat", "clat", "lat"].indexOf(kind) * HISTOGRAM_LENGTH;
  const all = (suffix: "sum" | "min" | "max") =>
    workers.filter((w) => w.ios > 0n).map((w) =>
      Number(w[`${kind}_${suffix}_ns`])
    );
  return {
    counts: Array.from(
      memory.histograms.subarray(start, start + HISTOGRAM_LENGTH),
      Number,
    ),
    sum: all("sum").reduce((a, b) => a + b, 0),
    min: Math.min(...all("min")),
    max: Math.max(...all("max")),
  };
}

function snapshot(memory: CellMemory, first: number): Snapshot {
  const bytes = memory.snapshots.length / 4;
  const text = (index: number) => {
    const part = memory.snapshots.subarray(index * bytes, (index + 1) * bytes);
    return new TextDecoder().decode(part.subarray(0, part.indexOf(0)));
  };
  return { interrupts: text(first), stat: text(first + 1) };
}

function readErrors(
  result: abi.Struct<typeof abi.CELL_RESULT>,
  errnos: BigUint64Array,
): ReadErrors {
  return {
    byErrno: new Map(
      Array.from(errnos, (count, errno) => [errno, Number(count)] as const)
        .filter(([, count]) => count > 0),
    ),
    short: Number(result.short_reads),
    unexpectedCqes: Number(result.unexpected_cqes),
    verify: Number(result.verify_errors),
    firstOffset: known(result.first_error_offset),
  };
}

function drainFailure(
  { in_flight, abandoned }: abi.Struct<typeof abi.CELL_RESULT>,
  seconds: number,
): string {
  return `drain: ${in_flight} reads did not complete within ${seconds} s` +
    (abandoned
      ? `, and the kernel does not let ${abandoned} threads that wait for ` +
        "them end"
      : "");
}

/** How long somebody who wants to stop waits for an answer, in ms. */
const STOP_PATIENCE_MS = 1000;

/** An answer, or the signal's reason where there is none soon after it. */
async function unlessAborted<T>(
  answer: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const given = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = () => {
    timer = setTimeout(() => given.reject(signal?.reason), STOP_PATIENCE_MS);
  };
  signal?.addEventListener("abort", abort);
  try {
    const first = await Promise.race([answer, given.promise]);
    signal?.throwIfAborted();
    return first;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

const EPERM = 1;
const EAGAIN = 11;
const ENOMEM = 12;
const EEXIST = 17;
const EINVAL = 22;
const EMFILE = 24;
const ENOSYS = 38;
const EOPNOTSUPP = 95;
const ETIMEDOUT = 110;

/** Whether the kernel refused the mode itself, or the way to wait in it. */
function isImpossible(step: string, errno: number, { params }: Cell): boolean {
  switch (step) {
    case "io_uring_setup":
      // Not every user may have an SQ thread: see advice().
      return [EINVAL, ENOSYS, EOPNOTSUPP].includes(errno) ||
        errno === EPERM && params.mode === "sqpoll";
    case "IORING_OP_READ":
    case "IORING_REGISTER_RING_FDS":
      return errno === EINVAL;
    case "IORING_SETUP_SQPOLL without registered files":
      return true;
    case "io_uring_enter (GETEVENTS) in a second thread":
      return errno === EEXIST;
    default:
      return false;
  }
}

/** What is said of a step that this kernel does not know yet. */
function tooOld(since: string): string {
  return `it came with Linux ${since}; this is ${Deno.osRelease()}`;
}

/** What a user should know about a step that was refused. */
function advice(step: string, errno: number, cell: Cell): string | undefined {
  const { mode, sqarray, cpus, partnerCpus } = cell.params;
  switch (step) {
    case "io_uring_setup":
      if (errno === EPERM && mode === "sqpoll") {
        return "an SQ thread needs CAP_SYS_ADMIN before Linux 5.11, and " +
          "CAP_SYS_NICE before 5.13: be root";
      }
      return errno === EINVAL || errno === ENOSYS
        ? `mode ${mode} came with Linux ${modeSince(mode, cell.params)}` +
          `${sqarray ? "" : ", NO_SQARRAY with 6.6"}; ` +
          `this is ${Deno.osRelease()}`
        : undefined;
    case "IORING_OP_READ":
      return errno === EINVAL ? tooOld(READS_SINCE) : undefined;
    case "IORING_SETUP_SQPOLL without registered files":
      return `${tooOld(modeSince(mode, cell.params))}; ` +
        "--registerfiles on does without";
    case "IORING_REGISTER_RING_FDS":
      return errno === EINVAL ? "it came with Linux 5.18" : undefined;
    case "mmap with MAP_HUGETLB":
      return "there are too few huge pages of 2 MiB (vm.nr_hugepages)";
    case "io_uring_enter (GETEVENTS) in a second thread":
      return errno === EEXIST
        ? "with DEFER_TASKRUN only the submitter may wait"
        : undefined;
    case "sched_setaffinity":
      return `of CPUs ${
        [...cpus, ...hasPartner(cell.params) ? partnerCpus : []].join(",")
      } some are offline or outside this process's cpuset`;
    case "IORING_REGISTER_BUFFERS":
      return errno === ENOMEM ? "raise RLIMIT_MEMLOCK (ulimit -l)" : undefined;
    case "mlock":
      return "raise RLIMIT_MEMLOCK (ulimit -l)";
    case "pthread_create":
      return errno === EAGAIN
        ? "raise RLIMIT_NPROC (ulimit -u) or pids.max of the cgroup, " +
          "or take fewer workers"
        : undefined;
    default:
      return errno === EMFILE
        ? "raise RLIMIT_NOFILE (ulimit -n), or take fewer workers"
        : undefined;
  }
}

/**
 * The native library as a {@linkcode Machine}. Close it when no cell runs:
 * closing it earlier would take the code away from running threads, so that is
 * refused.
 */
export class Engine implements Machine, Disposable {
  readonly #files: NativeFiles;
  readonly #library: Library;
  readonly #steps: string[];
  #running = 0;
  #held = 0;
  #closed = false;

  /** Opens the library. Throws {@linkcode NativeError}. */
  constructor(files = nativeFiles()) {
    this.#files = files;
    try {
      this.#library = openLibrary(files.sharedLibrary);
    } catch (error) {
      files[Symbol.dispose]();
      throw error;
    }
    this.#steps = abi.stepNames(textAt(this.#symbols.uringlab_abi()));
  }

  /** A call into a closed library would be one into memory of others. */
  get #symbols(): Library["symbols"] {
    if (this.#closed) throw new Error("Cannot use the engine: it is closed");
    return this.#library.symbols;
  }

  /** Path of the program that hogs a CPU, c/busy.c. */
  get busyPath(): string {
    return this.#files.busy;
  }

  /**
   * Threads that the kernel did not let go, as they wait for a disk that does
   * not answer. It does not let this process end either before it does.
   */
  get held(): number {
    return this.#held;
  }

  get liburingVersion(): string {
    return textAt(this.#symbols.uringlab_liburing_version());
  }

  /** "getppid" for the number of that system call. */
  syscallName(number: number): string {
    return textAt(this.#symbols.uringlab_syscall_name(BigInt(number))) ||
      `system call ${number}`;
  }

  #refusal(
    answer: bigint,
    step: string,
    detail?: string,
  ): Refusal | undefined {
    return answer < 0n
      ? new NativeError(step, Number(-answer), detail)
      : undefined;
  }

  probeTarget(path: string, bs = 0): Target | Refusal {
    const memory = abi.allocate(abi.TARGET);
    const answer = this.#symbols.uringlab_probe_target(
      cString(path),
      BigInt(bs),
      BigInt(FIRST_PATIENCE * 1e9),
      memory,
    );
    return this.#described(answer, memory, FIRST_PATIENCE);
  }

  /**
   * As {@linkcode probeTarget}, while signals are seen. A target that is no
   * more what the cell was planned for is a {@linkcode CellError}.
   */
  async #tryTarget(
    { filename, bs, size }: Cell["params"],
    patience: number,
    signal?: AbortSignal,
  ): Promise<Target> {
    const memory = abi.allocate(abi.TARGET);
    const answer = this.#symbols.uringlab_probe_target_async(
      cString(filename),
      BigInt(bs),
      BigInt(Math.round(patience * 1e9)),
      memory,
    );
    const target = this.#described(
      await unlessAborted(answer, signal),
      memory,
      patience,
    );
    const isRefused = "errno" in target;
    if (isRefused && target.errno === ETIMEDOUT) {
      throw new TargetLostError(
        `${filename} does not answer: ${target.message}`,
      );
    }
    const bytes = Number(abi.decode(abi.TARGET, memory).bytes);
    // Read or not: what is missing is why.
    if (bytes < size && !(isRefused && target.step !== "read")) {
      throw new CellError(
        `the target has shrunk: of ${size} bytes that are to be read it has ` +
          `${bytes}`,
      );
    }
    if (isRefused) throw new CellError(target.message);
    return target;
  }

  #described(
    answer: bigint,
    memory: BigUint64Array,
    patience: number,
  ): Target | Refusal {
    const t = abi.decode(abi.TARGET, memory);
    const late = answer === BigInt(-ETIMEDOUT)
      ? `it did not come back within ${patience} s`
      : undefined;
    return this.#refusal(answer, this.#steps[Number(t.step)] ?? "?", late) ?? {
      bytes: Number(t.bytes),
      allocatedBytes: Number(t.allocated_bytes),
      isBlockDevice: t.is_block_device === 1n,
      device: `${t.major}:${t.minor}`,
      fsMagic: Number(t.fs_magic),
      offsetAlign: Number(t.offset_align),
      memAlign: Number(t.mem_align),
    };
  }

  probeRing(setupFlags: number, entries: number): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_ring(
      BigInt(setupFlags),
      BigInt(entries),
    );
    return this.#refusal(answer, "io_uring_setup") ?? this.#probeReads();
  }

  #probeReads(): Refusal | undefined {
    return this.#refusal(
      this.#symbols.uringlab_probe_reads(),
      "IORING_OP_READ",
      tooOld(READS_SINCE),
    );
  }

  nowNs(): bigint {
    return this.#symbols.uringlab_now_ns();
  }

  probeClock(): boolean | Refusal {
    const answer = this.#symbols.uringlab_probe_clock();
    return this.#refusal(answer, "seccomp") ?? answer === 1n;
  }

  probeMemlock(bytes: number): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_memlock(BigInt(bytes));
    return this.#refusal(answer, "mlock");
  }

  cellBytes(cell: Cell, memAlign: number): number {
    return Number(
      this.#symbols.uringlab_cell_bytes(encodeParams(cell, memAlign, 0)),
    );
  }

  probeAffinity(cpus: readonly number[]): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_affinity(
      cpuArray(cpus),
      BigInt(cpus.length),
    );
    return this.#refusal(answer, "sched_setaffinity");
  }

  moveThreads(cpus: readonly number[]): Refusal | undefined {
    const answer = this.#symbols.uringlab_move_threads(
      cpuArray(cpus),
      BigInt(cpus.length),
    );
    return this.#refusal(answer, "sched_setaffinity");
  }

  /** The bucket that counts a latency in ns. */
  bucketOf(ns: number): number {
    return Number(this.#symbols.uringlab_bucket_of(BigInt(ns)));
  }

  /** The lowest latency in ns of a bucket. */
  bucketLow(bucket: number): number {
    return Number(this.#symbols.uringlab_bucket_low(BigInt(bucket)));
  }

  async measure(
    cell: Cell,
    options: MeasureOptions = {},
  ): Promise<Measurement> {
    options.signal?.throwIfAborted();
    this.#running++;
    try {
      return await this.#measure(cell, options);
    } finally {
      this.#running--;
    }
  }

  async #measure(
    cell: Cell,
    {
      signal,
      onProgress,
      windowStartNs,
      drainTimeout = DRAIN_TIMEOUT,
      nice = 0,
    }: MeasureOptions,
  ): Promise<Measurement> {
    const { memAlign } = await this.#tryTarget(
      cell.params,
      drainTimeout,
      signal,
    );
    const memory = allocateCell(
      cell,
      memAlign,
      windowStartNs,
      drainTimeout,
      nice,
    );
    const stop = () => Atomics.store(memory.live, abi.LIVE.indexOf("stop"), 1n);
    const report = () => {
      const live = abi.decode(abi.LIVE, memory.live);
      const phase = abi.PHASES[Number(live.phase)] ?? "setup";
      onProgress?.({
        phase,
        ios: Number(live.ios),
      });
    };
    const timer = onProgress && setInterval(report, PROGRESS_MS);
    signal?.addEventListener("abort", stop);
    try {
      await this.#symbols.uringlab_run_cell(
        memory.params,
        cString(cell.params.filename),
        cpuArray([...cell.params.cpus, ...cell.params.partnerCpus]),
        memory.live,
        memory.result,
        memory.workers,
        memory.histograms,
        memory.errnos,
        memory.slices,
        memory.snapshots,
      );
    } finally {
      signal?.removeEventListener("abort", stop);
      clearInterval(timer);
    }
    const result = abi.decode(abi.CELL_RESULT, memory.result);
    this.#held += Number(result.abandoned);
    signal?.throwIfAborted();
    return this.#measurement(
      cell,
      memory,
      result,
      drainTimeout,
      performance.now(),
    );
  }

  #measurement(
    cell: Cell,
    memory: CellMemory,
    result: abi.Struct<typeof abi.CELL_RESULT>,
    drainTimeout: number,
    returned: number,
  ): Measurement {
    if (result.error) {
      const step = this.#steps[Number(result.step)] ?? "?";
      const errno = Number(result.error);
      if (step === "drain") {
        throw new CellError(drainFailure(result, drainTimeout));
      }
      const { message } = new NativeError(
        step,
        errno,
        advice(step, errno, cell),
      );
      throw isImpossible(step, errno, cell)
        ? new ImpossibleError(message)
        : new CellError(message);
    }
    const workers = Array.from(
      { length: cell.params.workers },
      (_, i) => abi.decode(abi.WORKER_RESULT, memory.workers, i),
    );
    const measured = {
      windowNs: Number(result.window_end_ns - result.window_start_ns),
      snapshotNs: Number(result.snapshot_end_ns - result.snapshot_start_ns),
      slat: histogram(memory, workers, "slat"),
      clat: histogram(memory, workers, "clat"),
      lat: histogram(memory, workers, "lat"),
      workers: workers.map(workerCounts),
      before: snapshot(memory, 0),
      after: snapshot(memory, 2),
      errors: readErrors(result, memory.errnos),
      ioWorkers: known(result.io_workers),
      strayed: Number(result.strayed),
      khz: known(result.khz_at_end),
      khzChange: fraction(known(result.khz_change_ppm)),
      sliceNs: cell.params.runtime * 1e9 / abi.SLICES,
      slices: Array.from(memory.slices, Number),
    };
    const decodeNs = (performance.now() - returned) * 1e6;
    return { ...measured, transferNs: Number(result.merge_ns) + decodeNs };
  }

  /** Closes the library. Throws while a cell is running. */
  close(): void {
    if (this.#running) {
      throw new Error("Cannot close the engine: a cell is running");
    }
    if (this.#closed) return;
    this.#closed = true;
    this.#library.close();
    this.#files[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
