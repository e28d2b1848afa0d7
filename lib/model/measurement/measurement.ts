import type { Latencies } from "./histogram.ts";

/** What an eventfd woke its reader for. */
export interface EventfdWakes {
  /** Wake-ups that found no CQE. */
  empty: number;
  /** First wake-ups after a submit call, and their time since then. */
  timed: number;
  wakeSumNs: number;
}

/**
 * What a worker's counters of perf_event_open(2) counted; undefined where they
 * were not opened, or did not count all the time.
 */
export interface PerfCounts {
  cyclesUser: number | undefined;
  cyclesKernel: number | undefined;
  instructionsUser: number | undefined;
  instructionsKernel: number | undefined;
  /** For how long they wanted to count, in ns, and for how long they did. */
  enabledNs: number;
  runningNs: number;
}

/** What one worker counted inside the window; times in ns. */
export interface WorkerCounts {
  tid: number;
  ios: number;
  /** io_uring_enter(2) calls that submitted. */
  submitCalls: number;
  /** io_uring_enter(2) calls that only waited. */
  geteventsCalls: number;
  /** Of messages: receives that brought bytes of one, of several or of a part. */
  receives: number;
  /** Times that completions were wanted. */
  reaps: number;
  /** Of these, the times that the CQ held one at the first look. */
  cqReady: number;
  /** Of thinktime spent. */
  thinkNs: number;
  /** Pages touched in it. */
  touches: number;
  /** Multishot requests that the kernel had ended and that were made anew. */
  rearms: number;
  /** getrusage(RUSAGE_THREAD). */
  userNs: number;
  systemNs: number;
  nvcsw: number;
  nivcsw: number;
  minflt: number;
  majflt: number;
  /** /proc/PID/task/TID/schedstat; undefined where the kernel keeps none. */
  runNs: number | undefined;
  delayNs: number | undefined;
  perf: PerfCounts;
  /** From one CPU to another; undefined where the kernel does not tell. */
  migrations: number | undefined;
  /** schedstat of the second thread, eventfd reader or SQ thread. */
  partnerRunNs: number | undefined;
  /** System calls in which the second thread or eventfd reader waited. */
  partnerCalls: number;
  /** Calls of the worker's waker that completed an I/O, and their time. */
  sends: number;
  sendSumNs: number;
  /** What the eventfd's reader was woken for in the window. */
  eventfd: EventfdWakes & {
    wakeups: number;
  };
  /**
   * The same before the window: where CQEs come about in GETEVENTS only, the
   * only wake-up there ever is may be that of the first submit call.
   */
  rampEventfd: EventfdWakes;
}

/** Reads that went wrong. */
export interface ReadErrors {
  /** Count by errno; 0 stands for numbers above 255. */
  byErrno: Map<number, number>;
  short: number;
  unexpectedCqes: number;
  verify: number;
  /** Of the first that failed, came short or held the wrong bytes. */
  firstOffset: number | undefined;
}

/** One turn of an arm, of all its workers together; times in ns. */
export interface Turn {
  /** CLOCK_MONOTONIC. */
  startNs: number;
  endNs: number;
  ios: number;
  latSumNs: number;
  inFlightNs: number;
  userNs: number;
  systemNs: number;
  /** Sum of what the workers began too late to be settled at its start. */
  lateNs: number;
  /** That its reads took to come back, on the slowest worker. */
  drainNs: number;
  /**
   * For which a waker had no CPU, of the one that had it least; undefined where
   * no waker tells.
   */
  absentNs: number | undefined;
  /** Whether it is in the arm's figures; see absence.ts. */
  counts: boolean;
}

/** What the engine counted and timed of an arm in a cell that ran to its end. */
export interface EngineCounts extends Latencies {
  /**
   * Length of the window in ns; of an arm that takes turns with others, of all
   * its turns that count.
   */
  windowNs: number;
  /** All, of which at least one counts; one where the arm has its own cell. */
  turns: readonly Turn[];
  /** Part of the time from the first turn to the last that is in no turn. */
  lostShare: number;
  /** Of all reads, the time in flight inside of the window. */
  inFlightNs: number;
  /** When the kernel's counters were read first, ns of CLOCK_MONOTONIC. */
  snapshotStartNs: number;
  /**
   * Time in ns between the two readings of the kernel's counters: the window,
   * but for wake-up delay. Of an arm that takes turns undefined where nobody
   * could read them between the turns.
   */
  snapshotNs: number | undefined;
  /** The time in ns that `runNs` and `delayNs` are of. */
  runSpanNs: number;
  workers: WorkerCounts[];
  errors: ReadErrors;
  /** io-wq threads ("iou-wrk") of this process at the end of the window. */
  ioWorkers: number | undefined;
  /** Of these, threads that may run on the measured CPUs alone. */
  ioWorkersBound: number | undefined;
  /** CPU time of io-wq's threads in the window of a cell that has them, in ns. */
  ioWorkerNs: number | undefined;
  /** Workers that somebody had moved to other CPUs by then. */
  strayed: number;
  /** Mean frequency of the workers' CPUs at the end; undefined without cpufreq. */
  khz: number | undefined;
  /** Of the CPU whose frequency changed most over the window, as a share. */
  khzChange: number | undefined;
  /** Errno of the first of a worker's counters that was refused; 0: none. */
  perfErrno: number;
  /** Reads by equal parts of the window, each so long. */
  slices: number[];
  sliceNs: number;
  /** What it took to add up the workers' results and to bring them here. */
  transferNs: number;
}

/** Interrupts that one CPU took in the window; null: there is no telling. */
export interface CpuInterrupts {
  cpu: number;
  res: number | null;
  cal: number | null;
  loc: number | null;
  /** Interrupts of all queues of the target; null where one is not counted. */
  target: number | null;
}

/**
 * Shares of the time of a set of CPUs, 0 to 1; all but iowait, which is a part
 * of idle, are 1 together.
 */
export interface CpuShares {
  /** With nice. */
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  /** Of the idle time: while a task that went to sleep there waited for a disk. */
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
}

/** What happened to the machine meanwhile; undefined where it does not tell. */
export interface Disturbances {
  /** Seconds for which a CPU quota of this process's cgroups stopped it. */
  readonly throttled: number | undefined;
  /** Times that heat slowed the CPUs down. */
  readonly thermalThrottles: number | undefined;
  /** Interrupts that were moved to other CPUs. */
  readonly irqsMoved: number | undefined;
}

/**
 * All that was measured in a cell: what the engine counted, and what the kernel
 * counted in the same window.
 */
export interface Measurement extends EngineCounts {
  /** Of every CPU that was online at the end, measured or not. */
  interrupts: readonly CpuInterrupts[];
  /** Of the measured CPUs; undefined where /proc/stat does not tell. */
  cpuShares: CpuShares | undefined;
  /**
   * Microseconds of the window in which some task of the machine waited for a
   * disk (PSI); undefined where the kernel counts no pressure.
   */
  ioSomeUs: number | undefined;
  disturbances: Partial<Disturbances>;
  /**
   * CPU time on the measured CPUs of kernel threads that serve the reads;
   * undefined where nobody can tell.
   */
  servingSeconds: number | undefined;
  /** Write calls of the writer beside the reads, per second, ramp included. */
  writesPerSecond: number | undefined;
}
