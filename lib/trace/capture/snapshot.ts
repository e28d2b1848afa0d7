import type { RunClass, ThreadCount, WakeClass } from "./names.ts";
import {
  type PuntCount,
  puntsMinus,
  ringsMinus,
  type TracedProcess,
  type TracedRing,
} from "./rings.ts";
import { listMinus, mapMinus, minus } from "./subtract.ts";

/** A count for each of these names. */
export type Counts<K extends string> = Readonly<Record<K, number>>;

/** A thread of the traced process, or one that the kernel made for it. */
export interface ThreadSnapshot {
  /** Its number in the tracer's PID namespace, and in the first one. */
  readonly tid: number;
  readonly globalTid: number;
  /** The number of its process in the tracer's PID namespace. */
  readonly pid: number;
  /** SQPOLL's threads are "sq", io-wq's "wq". */
  readonly kind: "user" | "sq" | "wq";
  readonly comm: string;
  readonly counts: Counts<ThreadCount>;
  readonly runs: Counts<RunClass>;
  readonly wakes: Counts<WakeClass>;
}

/** IPIs to a CPU from one function. */
export interface IpiCount {
  readonly cpu: number;
  readonly from: string;
  /** The handler's function; "" where it is the scheduler's own interrupt. */
  readonly callback: string;
  /** Whether a thread of the traced process was running on that CPU. */
  readonly ours: boolean;
  readonly count: number;
}

/** Whose stack it is: of a run of task_work, or of a wake-up. */
export type StackOwner =
  | { readonly run: RunClass }
  | { readonly wake: WakeClass };

/** A stack of a class, innermost frame first. */
export interface SampledStack {
  readonly of: StackOwner;
  readonly frames: readonly string[];
  /** How often it was taken, and about how many events that stands for. */
  readonly samples: number;
  readonly events: number;
}

/** How often a BPF program ran, and how often the kernel left it out. */
export interface ProgramCount {
  readonly name: string;
  readonly fired: number;
  readonly missed: number;
  /**
   * Runs that the kernel has timed, and the ns that they took. It does so for
   * the first moments of watching only, as that costs time too.
   */
  readonly timedRuns: number;
  readonly timedNs: number;
}

/** What keys of a map were refused, because it was full. */
export const MAPS = [
  "threads",
  "ipis",
  "syscalls",
  "callbacks",
  "stacks",
  "processes",
  "rings",
  "requests",
  "failures",
  "latencies",
  "punts",
] as const;

/** Everything that was counted since the tracer was started. */
export interface Snapshot {
  /** All times are ns of CLOCK_MONOTONIC. */
  readonly atNs: bigint;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly threads: readonly ThreadSnapshot[];
  readonly ipis: readonly IpiCount[];
  /** Runs of the class other_syscall by the number of the call. */
  readonly syscalls: ReadonlyMap<number, number>;
  /** Callbacks that task_work_add() got, where kprobes show them. */
  readonly callbacks: ReadonlyMap<string, number>;
  readonly stacks: readonly SampledStack[];
  /** Kicks to CPUs where none of the process's threads was running. */
  readonly kicksOfOthers: number;
  /** Events that found no room in a map. */
  readonly failed: Counts<typeof MAPS[number]>;
  readonly programs: readonly ProgramCount[];
  /**
   * Only where processes are watched. Those that ended without having used
   * io_uring are not kept.
   */
  readonly processes: readonly TracedProcess[];
  readonly rings: readonly TracedRing[];
  readonly punts: readonly PuntCount[];
  /** How often a worker of io-wq was given a CPU, by the CPU. */
  readonly wqCpus: ReadonlyMap<number, number>;
}

/** What makes two stacks the same: their class and frames. */
export function stackKey({ of, frames }: SampledStack): string {
  return [...Object.entries(of).flat(), ...frames].join("\n");
}

/** What makes two counts of IPIs the same. */
export function ipiKey({ cpu, from, callback, ours }: IpiCount): string {
  return [cpu, from, callback, `${ours}`].join("\n");
}

/**
 * What was counted between two snapshots of the same tracer. Threads, IPIs and
 * stacks that only the later one has are new.
 */
export function difference(after: Snapshot, before: Snapshot): Snapshot {
  return {
    atNs: after.atNs,
    startNs: before.atNs > after.startNs ? before.atNs : after.startNs,
    endNs: after.atNs < after.endNs ? after.atNs : after.endNs,
    threads: listMinus(
      after.threads,
      before.threads,
      ({ globalTid }) => `${globalTid}`,
      (thread, earlier) => ({
        ...thread,
        counts: minus(thread.counts, earlier?.counts),
        runs: minus(thread.runs, earlier?.runs),
        wakes: minus(thread.wakes, earlier?.wakes),
      }),
    ),
    ipis: listMinus(
      after.ipis,
      before.ipis,
      ipiKey,
      (ipi, earlier) => ({ ...ipi, count: ipi.count - (earlier?.count ?? 0) }),
    ).filter(({ count }) => count > 0),
    syscalls: mapMinus(after.syscalls, before.syscalls),
    callbacks: mapMinus(after.callbacks, before.callbacks),
    stacks: listMinus(
      after.stacks,
      before.stacks,
      stackKey,
      (stack, earlier) => ({
        ...stack,
        samples: stack.samples - (earlier?.samples ?? 0),
        events: stack.events - (earlier?.events ?? 0),
      }),
    ).filter(({ samples }) => samples > 0),
    kicksOfOthers: after.kicksOfOthers - before.kicksOfOthers,
    failed: minus(after.failed, before.failed),
    programs: listMinus(
      after.programs,
      before.programs,
      ({ name }) => name,
      (program, earlier) => ({
        ...program,
        fired: program.fired - (earlier?.fired ?? 0),
        missed: program.missed - (earlier?.missed ?? 0),
      }),
    ),
    processes: after.processes,
    rings: ringsMinus(after.rings, before.rings),
    punts: puntsMinus(after.punts, before.punts),
    wqCpus: mapMinus(after.wqCpus, before.wqCpus),
  };
}

/**
 * The ns of CPU time that the tracer's programs have taken, as far as the
 * kernel has timed them; undefined where it has timed none.
 */
export function costNs({ programs }: Snapshot): number | undefined {
  const timed = programs.filter(({ timedRuns }) => timedRuns > 0);
  if (timed.length === 0) return undefined;
  return timed.reduce(
    (sum, { fired, timedRuns, timedNs }) => sum + fired * timedNs / timedRuns,
    0,
  );
}

/** Counts of threads added up. */
export function sumOf<K extends string>(
  counts: readonly Counts<K>[],
  names: readonly K[],
): Record<K, number> {
  const pairs = names.map((name) =>
    [name, counts.reduce((sum, of) => sum + of[name], 0)] as const
  );
  return Object.fromEntries(pairs) as Record<K, number>;
}

/** Events that the programs did not see or could not keep, and all of them. */
export function lostEvents(
  { programs, failed }: Snapshot,
): { missed: number; of: number } {
  const missed = programs.reduce((sum, program) => sum + program.missed, 0);
  const fired = programs.reduce((sum, program) => sum + program.fired, 0);
  // A stack or latency that is not kept is a sample less, not an event less.
  const { stacks: _, latencies: __, ...counted } = failed;
  const refused = Object.values(counted).reduce((sum, count) => sum + count, 0);
  return { missed: missed + refused, of: missed + fired };
}
