import type { ModeName } from "../modes.ts";
import { type WaitName, WAITS } from "../waits.ts";

/** How workers are spread over the CPUs, as fio's cpus_allowed_policy. */
export type CpusAllowedPolicy = "shared" | "split";

/**
 * What the measured CPUs are to the target: whether its interrupts for their
 * reads arrive on them or on other CPUs. `unknown` where the files do not tell
 * or the CPUs differ.
 */
export type Core = "non-interrupt" | "interrupt" | "unknown";

/** Everything that decides how one cell is measured. */
export interface Params {
  mode: ModeName;
  /** How workers learn of their completions. */
  wait: WaitName;
  /** Microseconds of work between looks, where `wait` computes. */
  thinktime: number;
  /** Whether each of these looks enters the kernel with GETEVENTS. */
  thinkGetevents: boolean;
  /** Whether CPU hogs run beside the workers. */
  busy: boolean;
  /** Reads in flight per worker. */
  iodepth: number;
  /** Threads with a ring of their own. */
  workers: number;
  /** The measured CPUs. */
  cpus: readonly number[];
  core: Core;
  /** CPUs of the second threads, eventfd readers and SQ threads. */
  partnerCpus: readonly number[];
  cpusAllowedPolicy: CpusAllowedPolicy;
  /** CPU hogs per measured CPU, where `busy`. */
  busyPerCpu: number;
  /** Path of the file or block device that is read. */
  filename: string;
  /** Bytes of it, from its start, over which offsets are drawn. */
  size: number;
  /** Bytes per read. */
  bs: number;
  /** Seconds that are measured. */
  runtime: number;
  /** Seconds of load before that. */
  rampTime: number;
  /** Not 0: the window ends earlier, after so many reads of every worker. */
  numberIos: number;
  /** SQEs per submit call, at most (fio: iodepth_batch). */
  iodepthBatch: number;
  /** CQEs that a reap waits for (fio: iodepth_batch_complete_min). */
  iodepthBatchCompleteMin: number;
  /** CQEs that a reap takes at most (fio: iodepth_batch_complete_max). */
  iodepthBatchCompleteMax: number;
  /** Whether submit calls pass IORING_ENTER_GETEVENTS, as fio's do. */
  submitGetevents: boolean;
  /** Whether the last submit call before a look also waits, in one call. */
  submitAndWait: boolean;
  /** Whether buffers are registered and reads are IORING_OP_READ_FIXED. */
  fixedbufs: boolean;
  /** Whether the target is registered and reads have IOSQE_FIXED_FILE. */
  registerfiles: boolean;
  /** Whether io_uring_enter(2) has IORING_ENTER_REGISTERED_RING. */
  registeredRingFd: boolean;
  /** Whether the ring has an SQ array; without it, IORING_SETUP_NO_SQARRAY. */
  sqarray: boolean;
  /** Whether CQEs of one look share one time, and SQEs of one submit call. */
  clockPerReap: boolean;
  /** Whether a cell's memory is in huge pages. */
  hugepages: boolean;
  /** Whether every sector read is compared with its stamp. */
  verify: boolean;
}

/** Whether a thread on another CPU takes part: see `partnerCpus`. */
export function hasPartner({ mode, wait }: Params): boolean {
  return mode === "sqpoll" || WAITS[wait].partner;
}
