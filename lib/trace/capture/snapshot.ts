import type { RunClass, ThreadCount, WakeClass } from "./names.ts";

/** A count for each of these names. */
export type Counts<K extends string> = Readonly<Record<K, number>>;

/** A thread of the traced process, or one that the kernel made for it. */
export interface ThreadSnapshot {
  /** Its number in the tracer's PID namespace, and in the first one. */
  readonly tid: number;
  readonly globalTid: number;
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
}

/** What keys of a map were refused, because it was full. */
export const MAPS = [
  "threads",
  "ipis",
  "syscalls",
  "callbacks",
  "stacks",
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
}

function minus<T extends Readonly<Record<string, number>>>(
  after: T,
  before: T | undefined,
): T {
  const pairs = Object.entries(after).map(([name, count]) =>
    [name, count - (before?.[name] ?? 0)] as const
  );
  return Object.fromEntries(pairs) as T;
}

function mapMinus<K>(
  after: ReadonlyMap<K, number>,
  before: ReadonlyMap<K, number>,
): Map<K, number> {
  const pairs = [...after].map(([key, count]) =>
    [key, count - (before.get(key) ?? 0)] as const
  );
  return new Map(pairs.filter(([, count]) => count > 0));
}

/** Subtracts lists of counts whose entries are the same by their key. */
function listMinus<T>(
  after: readonly T[],
  before: readonly T[],
  key: (entry: T) => string,
  subtract: (entry: T, earlier: T | undefined) => T,
): T[] {
  const earlier = new Map(before.map((entry) => [key(entry), entry]));
  return after.map((entry) => subtract(entry, earlier.get(key(entry))));
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
  };
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
  // A stack that is not kept is a sample less, not an event less.
  const { stacks: _, ...counted } = failed;
  const refused = Object.values(counted).reduce((sum, count) => sum + count, 0);
  return { missed: missed + refused, of: missed + fired };
}
