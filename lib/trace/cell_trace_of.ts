import type { CellTrace, Reconcilable, StackCounts } from "./cell_trace.ts";
import { type IpiCause, ipiCause, type IpiVector, ipiVector } from "./ipi.ts";
import { stackSamplesOf } from "./stack_samples.ts";
import type { EntryClass, Trigger } from "./trigger.ts";
import type { Waker } from "./waker.ts";
import {
  RUN_CLASSES,
  type RunClass,
  THREAD_COUNTS,
  WAKE_CLASSES,
} from "./capture/names.ts";
import type { Hello } from "./capture/protocol.ts";
import {
  type Counts,
  lostEvents,
  type Snapshot,
  sumOf,
} from "./capture/snapshot.ts";

/** The trigger that findings speak of, and the document's class. */
const MEANINGS: Readonly<Record<RunClass, readonly [Trigger, EntryClass]>> = {
  submit_getevents: ["submit_getevents", "do_syscall_64"],
  getevents_before_sleep: ["getevents_before_sleep", "do_syscall_64"],
  getevents_after_sleep: ["getevents_after_sleep", "do_syscall_64"],
  uring_entry: ["uring_entry", "do_syscall_64"],
  uring_exit: ["uring_exit", "do_syscall_64"],
  other_syscall: ["other_syscall", "do_syscall_64"],
  reschedule_ipi: ["reschedule_ipi", "sysvec_reschedule_ipi"],
  timer: ["timer", "other"],
  device_irq: ["device_irq", "other"],
  function_call: ["device_irq", "other"],
  page_fault: ["page_fault", "exc_page_fault"],
  scheduled_in_by_reschedule_ipi: ["scheduled_in", "sysvec_reschedule_ipi"],
  scheduled_in_by_timer: ["scheduled_in", "other"],
  scheduled_in_by_page_fault: ["scheduled_in", "exc_page_fault"],
  scheduled_in: ["scheduled_in", "other"],
  unknown: ["unknown", "other"],
  sq_thread: ["sq_thread", "other"],
  wq_thread: ["wq_thread", "other"],
};

/** What the tracer can see here, so that none is told from unknown. */
export interface Sight {
  readonly ipis: boolean;
  readonly landed: boolean;
  readonly callbacks: boolean;
  /** Requests, where processes are watched. */
  readonly requests: boolean;
}

/** What the probes of a tracer see. */
export function sightOf({ probes, symbols, requests }: Hello): Sight {
  const seen = (name: string) =>
    probes.some((probe) => probe.name === name && probe.state === "seen");
  const ipis = symbols &&
    (seen("send_ipi") || (seen("kick_process") && seen("native_reschedule")));
  return {
    ipis,
    landed: ipis && (seen("enter_reschedule") || seen("enter_ipi")),
    callbacks: seen("task_work_added"),
    requests,
  };
}

function add<K>(map: Map<K, number>, key: K, count: number): void {
  if (count > 0) map.set(key, (map.get(key) ?? 0) + count);
}

function ipisOf(
  { ipis }: Snapshot,
  cpus: readonly number[],
): NonNullable<CellTrace["ipis"]> {
  const counts = new Map<`${IpiVector} ${IpiCause}`, number>();
  for (const { cpu, from, callback, ours, count } of ipis) {
    if (!cpus.includes(cpu)) continue;
    const cause = ipiCause([from]);
    // Another process may be kicked on the same CPU.
    const ofUs = cause === "kick" && !ours ? "other" : cause;
    add(counts, `${ipiVector(callback)} ${ofUs}`, count);
  }
  return counts;
}

/** Stacks that ran task_work, the most frequent first. */
export function runStacks({ stacks }: Snapshot): StackCounts {
  return stacks.flatMap(({ of, frames, events }): StackCounts =>
    "run" in of ? [[frames, events, MEANINGS[of.run][0]]] : []
  ).sort((a, b) => b[1] - a[1]);
}

/** Stacks that woke sleeping threads, the most frequent first. */
export function wakeStacks({ stacks }: Snapshot): StackCounts {
  return stacks.flatMap(({ of, frames, events }): StackCounts =>
    "wake" in of ? [[frames, events]] : []
  ).sort((a, b) => b[1] - a[1]);
}

/** What the engine counted of the threads that were traced. */
export interface EngineView {
  /** The workers, by their numbers in the tracer's PID namespace. */
  readonly workers: readonly number[];
  /**
   * How often the threads called io_uring_enter to wait or to look: a call that
   * finds enough completions passes no probe.
   */
  readonly waitingCalls: number;
}

/** What a snapshot does not tell by itself. */
export interface CellContext {
  /** The measured CPUs: IPIs to others are not counted. */
  readonly cpus: readonly number[];
  readonly sight: Sight;
  /** Absent where another program was traced. */
  readonly engine?: EngineView;
}

function reconcilable(
  snapshot: Snapshot,
  waits: number,
  { workers, waitingCalls }: EngineView,
): Reconcilable {
  const { missed, of } = lostEvents(snapshot);
  return {
    sleeps: snapshot.threads.filter(({ tid }) => workers.includes(tid))
      .reduce((sum, { counts }) => sum + counts.sleeps, 0),
    waits,
    calls: waitingCalls,
    missed,
    events: of,
  };
}

/** Runs of task_work by the triggers that findings speak of. */
export function triggersOf(runs: Counts<RunClass>): Map<Trigger, number> {
  const triggers = new Map<Trigger, number>();
  for (const name of RUN_CLASSES) add(triggers, MEANINGS[name][0], runs[name]);
  return triggers;
}

/** A snapshot as what a traced cell showed. */
export function cellTraceOf(
  snapshot: Snapshot,
  { cpus, sight, engine }: CellContext,
): CellTrace {
  const { threads, syscalls, callbacks } = snapshot;
  const counts = sumOf(threads.map((thread) => thread.counts), THREAD_COUNTS);
  const runs = sumOf(threads.map((thread) => thread.runs), RUN_CLASSES);
  const wakes = sumOf(threads.map((thread) => thread.wakes), WAKE_CLASSES);
  const entries = new Map<EntryClass, number>();
  for (const name of RUN_CLASSES) add(entries, MEANINGS[name][1], runs[name]);
  const wakers = new Map<Waker, number>();
  for (const name of WAKE_CLASSES) add(wakers, name, wakes[name]);
  // Without the engine's count, calls that found work, and those in the loop.
  const waits = engine?.waitingCalls ??
    counts.waits + runs.getevents_before_sleep;
  return {
    triggers: triggersOf(runs),
    entries,
    otherSyscalls: syscalls,
    stacks: runStacks(snapshot),
    completions: counts.completions,
    waits: {
      slept: counts.waits_slept,
      awake: Math.max(0, waits - counts.waits_slept),
    },
    wakers,
    wakerStacks: wakeStacks(snapshot),
    stackSamples: stackSamplesOf(snapshot),
    ipis: sight.ipis ? ipisOf(snapshot, cpus) : undefined,
    landed: sight.landed
      ? {
        user: counts.kicks_in_user,
        kernel: counts.kicks_in_kernel,
        elsewhere: counts.kicks_gone,
      }
      : undefined,
    callbacks: sight.callbacks ? callbacks : undefined,
    reconcilable: engine && reconcilable(snapshot, counts.waits, engine),
  };
}
