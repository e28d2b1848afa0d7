import type { Histogram } from "./histogram.ts";

/** What one worker counted inside the window; times in ns. */
export interface WorkerCounts {
  tid: number;
  ios: number;
  /** io_uring_enter(2) calls that submitted. */
  submitCalls: number;
  /** io_uring_enter(2) calls that only waited. */
  geteventsCalls: number;
  /** Times that completions were wanted. */
  reaps: number;
  /** Of these, the times that the CQ held one at the first look. */
  cqReady: number;
  /** Of thinktime spent. */
  thinkNs: number;
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
  /** From one CPU to another; undefined where the kernel does not tell. */
  migrations: number | undefined;
  /** schedstat of the second thread, eventfd reader or SQ thread. */
  partnerRunNs: number | undefined;
  /** System calls in which the second thread or eventfd reader waited. */
  partnerCalls: number;
  /** Of the eventfd reader, ramp included. */
  eventfd: {
    wakeups: number;
    /** Wake-ups that found no CQE. */
    empty: number;
    /** First wake-ups after a submit call, and their time since then. */
    timed: number;
    wakeSumNs: number;
  };
}

/** The texts of /proc/interrupts and /proc/stat at one moment. */
export interface Snapshot {
  interrupts: string;
  stat: string;
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

/** What the engine brings back from a cell that ran to its end. */
export interface Measurement {
  /** Length of the window in ns. */
  windowNs: number;
  /** Time between the two snapshots in ns: the window, but for wake-up delay. */
  snapshotNs: number;
  slat: Histogram;
  clat: Histogram;
  lat: Histogram;
  workers: WorkerCounts[];
  before: Snapshot;
  after: Snapshot;
  errors: ReadErrors;
  /** io-wq threads ("iou-wrk") of this process at the end of the window. */
  ioWorkers: number | undefined;
  /** Workers that somebody had moved to other CPUs by then. */
  strayed: number;
  /** Mean frequency of the workers' CPUs at the end; undefined without cpufreq. */
  khz: number | undefined;
  /** Of the CPU whose frequency changed most over the window, as a share. */
  khzChange: number | undefined;
  /** Reads by equal parts of the window, each so long. */
  slices: number[];
  sliceNs: number;
  /** What it took to add up the workers' results and to bring them here. */
  transferNs: number;
}
