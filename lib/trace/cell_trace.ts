import type { IpiCause, IpiVector } from "./ipi.ts";
import type { Stack } from "./stack.ts";
import type { StackSamples } from "./stack_samples.ts";
import type { EntryClass, Trigger } from "./trigger.ts";
import type { Waker } from "./waker.ts";

/**
 * Stacks and how often each was seen; where they ran task_work, also what had
 * triggered it, which their frames do not always tell. Files of older versions
 * have no triggers.
 */
export type StackCounts =
  readonly (readonly [stack: Stack, count: number, trigger?: Trigger])[];

/** What the engine or the kernel counted too, by which a trace is checked. */
export interface Reconcilable {
  /** Times that the workers gave up the CPU to sleep. */
  sleeps: number;
  /** Calls of io_uring_enter that were about to wait, as the tracer saw them. */
  waits: number;
  /** Those that the engine made to wait or to look. */
  calls: number;
  /** Events that the tracer lost, and all that there were. */
  missed: number;
  events: number;
}

/** What a traced window showed; all are counts of events inside it. */
export interface CellTrace {
  /** Runs of task_work (or of DEFER's own list) by what triggered them. */
  triggers: ReadonlyMap<Trigger, number>;
  /** The same runs in the document's classes. */
  entries: ReadonlyMap<EntryClass, number>;
  /** Numbers of the system calls of the class other_syscall. */
  otherSyscalls: ReadonlyMap<number, number>;
  /**
   * The stacks of these runs: of frequent classes a sample, which stands for
   * about as many runs.
   */
  stacks: StackCounts;
  /**
   * Completions that were posted; of a trace by bpftrace those that the runs
   * delivered, undefined where it was not told.
   */
  completions: number | undefined;
  /** Waiting calls of io_uring_enter that slept, and that did not. */
  waits: { slept: number; awake: number };
  wakers: ReadonlyMap<Waker, number>;
  /** The stacks of those who woke sleeping workers. */
  wakerStacks: StackCounts;
  /** Absent in traces by bpftrace, and in those of older versions. */
  stackSamples?: StackSamples | undefined;
  /** IPIs sent to the measured CPUs; undefined where no probe shows them. */
  ipis: ReadonlyMap<`${IpiVector} ${IpiCause}`, number> | undefined;
  /** Where kicks landed; undefined where no probe shows it. */
  landed:
    | { user: number; kernel: number; elsewhere: number }
    | undefined;
  /** Callbacks that task_work_add() got; undefined without kprobes. */
  callbacks: ReadonlyMap<string, number> | undefined;
  /** Absent in traces by bpftrace. */
  reconcilable?: Reconcilable | undefined;
}
