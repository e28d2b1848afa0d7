import { type Description, perRead } from "./figure.ts";

/** What a trace of a cell counted, as the getters of its figures see it. */
export interface TraceCounts {
  /** Reads of all workers while traced. */
  ios: number;
  /** Wake-ups of sleeping workers and partners. */
  wakeups: number;
  /** IPIs of task_work_add(); undefined where they cannot be seen. */
  kicks: number | undefined;
  /** Rescheduling IPIs for any reason; undefined likewise. */
  resSent: number | undefined;
  /**
   * Where kicks found the thread that they were sent for; undefined where no
   * probe shows it.
   */
  landed: { user: number; kernel: number; elsewhere: number } | undefined;
  /** Runs of task_work in system calls, in page faults, and all. */
  runs: { syscall: number; fault: number; all: number };
}

/** A figure that only a traced run tells. */
export interface TraceFigure extends Description {
  /** Nothing where the trace does not tell. */
  value: (counts: TraceCounts) => number | undefined;
}

/** What only a traced run tells. */
export const TRACE_FIGURES = [
  {
    name: "kicks_per_io",
    unit: "1",
    doc: "IPIs that task_work_add() sent to the measured CPUs, per read",
    better: "lower",
    head: "kicks/IO",
    decimals: 2,
    label: "kicks per read",
    summary: true,
    value: (counts) => perRead(counts, counts.kicks),
  },
  {
    name: "wakeups_per_io",
    unit: "1",
    doc: "wake-ups of sleeping workers and partners, per read",
    better: "lower",
    label: "wake-ups per read",
    summary: true,
    value: (counts) => perRead(counts, counts.wakeups),
  },
  {
    name: "res_sent_per_io",
    unit: "1",
    doc: "rescheduling IPIs sent to the measured CPUs for any reason, per read",
    better: "lower",
    label: "rescheduling IPIs per read",
    summary: true,
    value: (counts) => perRead(counts, counts.resSent),
  },
  {
    name: "kicks_user_share",
    unit: "1",
    doc: "of the kicks that found their thread running, the share that " +
      "interrupted it in user mode; in the kernel it would have seen its " +
      "work without a kick",
    better: "none",
    head: "user kicks",
    decimals: 2,
    label: "share of kicks that hit user mode",
    labelHasUnit: true,
    summary: true,
    value: ({ landed }) => {
      const all = landed ? landed.user + landed.kernel : 0;
      return landed && all > 0 ? landed.user / all : undefined;
    },
  },
  {
    name: "runs_syscall_share",
    unit: "1",
    doc:
      "of the runs of task_work, the share that a system call of the thread " +
      "made; an interrupt or a page fault made the others",
    better: "none",
    decimals: 2,
    label: "share of task_work runs in system calls",
    labelHasUnit: true,
    value: ({ runs }) => runs.all > 0 ? runs.syscall / runs.all : undefined,
  },
  {
    name: "runs_fault_share",
    unit: "1",
    doc: "of the runs of task_work, the share that a page fault made",
    better: "none",
    head: "by faults",
    decimals: 2,
    label: "share of task_work runs in page faults",
    labelHasUnit: true,
    value: ({ runs }) => runs.all > 0 ? runs.fault / runs.all : undefined,
  },
] as const satisfies readonly TraceFigure[];
