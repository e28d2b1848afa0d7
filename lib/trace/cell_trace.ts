import { type IpiCause, ipiCause, type IpiVector, ipiVector } from "./ipi.ts";
import { splitKey, type TraceOutput } from "./output.ts";
import { RUN_KEY_PARTS } from "./program.ts";
import { parseStack, type Stack } from "./stack.ts";
import {
  type EntryClass,
  entryClass,
  type RunContext,
  type Trigger,
  triggerOf,
} from "./trigger.ts";
import { type Waker, wakerOf } from "./waker.ts";

/**
 * Stacks and how often each was seen; where they ran task_work, also what had
 * triggered it, which their frames do not always tell. Files of older versions
 * have no triggers.
 */
export type StackCounts =
  readonly (readonly [stack: Stack, count: number, trigger?: Trigger])[];

/** What a traced window showed; all are counts of events inside it. */
export interface CellTrace {
  /** Runs of task_work (or of DEFER's own list) by what triggered them. */
  triggers: ReadonlyMap<Trigger, number>;
  /** The same runs in the document's classes. */
  entries: ReadonlyMap<EntryClass, number>;
  /** Numbers of the system calls of the class other_syscall. */
  otherSyscalls: ReadonlyMap<number, number>;
  /** The stacks of these runs. */
  stacks: StackCounts;
  /** Completions that these runs delivered; undefined where not told. */
  completions: number | undefined;
  /** Waiting calls of io_uring_enter that slept, and that did not. */
  waits: { slept: number; awake: number };
  wakers: ReadonlyMap<Waker, number>;
  /** The stacks of those who woke sleeping workers. */
  wakerStacks: StackCounts;
  /** IPIs sent to the measured CPUs; undefined where no probe shows them. */
  ipis: ReadonlyMap<`${IpiVector} ${IpiCause}`, number> | undefined;
  /** Where kicks landed; undefined where no probe shows it. */
  landed:
    | { user: number; kernel: number; elsewhere: number }
    | undefined;
  /** Callbacks that task_work_add() got; undefined without kprobes. */
  callbacks: ReadonlyMap<string, number> | undefined;
}

function add<K>(map: Map<K, number>, key: K, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count);
}

const CALLS = ["none", "submit", "wait"] as const;

function contextOf(parts: string[]): RunContext {
  return {
    call: CALLS[Number(parts[0])] ?? "none",
    slept: parts[1] === "1",
    preempted: parts[2] === "1",
  };
}

/** Counts by function: several stacks differ only in offsets. */
function mergedStacks(seen: StackCounts): StackCounts {
  const merged = new Map<string, StackCounts[number]>();
  for (const [stack, count, ...trigger] of seen) {
    const key = [...trigger, ...stack].join("\n");
    const before = merged.get(key)?.[1] ?? 0;
    merged.set(key, [stack, before + count, ...trigger]);
  }
  return [...merged.values()].sort((a, b) => b[1] - a[1]);
}

function ipisOf(output: TraceOutput): CellTrace["ipis"] {
  const ipis = new Map<`${IpiVector} ${IpiCause}`, number>();
  for (const [key, count] of output.maps.get("@ipi") ?? []) {
    const [from = "", callback = ""] = splitKey(key, 2);
    add(ipis, `${ipiVector(callback)} ${ipiCause([from])}`, count);
  }
  // The kprobe shows rescheduling IPIs only.
  for (const [key, count] of output.maps.get("@reschedule") ?? []) {
    add(ipis, `RES ${ipiCause(parseStack(key))}`, count);
  }
  return ipis;
}

function landedOf(output: TraceOutput): CellTrace["landed"] {
  const counts = new Map(output.maps.get("@landed") ?? []);
  return {
    elsewhere: counts.get("0") ?? 0,
    user: counts.get("1") ?? 0,
    kernel: counts.get("2") ?? 0,
  };
}

/**
 * Reads the maps of the trace program. `seen` says which of them the program
 * could fill, so that none is told from unknown.
 */
export function interpret(
  output: TraceOutput,
  seen: { ipis: boolean; landed: boolean; callbacks: boolean },
): CellTrace {
  const triggers = new Map<Trigger, number>();
  const entries = new Map<EntryClass, number>();
  const otherSyscalls = new Map<number, number>();
  const stacks: [Stack, number, Trigger][] = [];
  for (const [key, count] of output.maps.get("@run") ?? []) {
    const [text = "", ...parts] = splitKey(key, RUN_KEY_PARTS);
    const stack = parseStack(text);
    const trigger = triggerOf(stack, contextOf(parts));
    add(triggers, trigger, count);
    add(entries, entryClass(stack), count);
    if (trigger === "other_syscall") {
      add(otherSyscalls, Number(parts[3]), count);
    }
    stacks.push([stack, count, trigger]);
  }
  const wakers = new Map<Waker, number>();
  const wakerStacks: [Stack, number][] = [];
  for (const [key, count] of output.maps.get("@waking") ?? []) {
    const stack = parseStack(key);
    add(wakers, wakerOf(stack), count);
    wakerStacks.push([stack, count]);
  }
  const waits = new Map(output.maps.get("@waits") ?? []);
  return {
    triggers,
    entries,
    otherSyscalls,
    stacks: mergedStacks(stacks),
    // bpftrace does not print a map that nothing was counted in.
    completions: output.maps.get("@completions")?.[0]?.[1] ??
      (stacks.length === 0 ? 0 : undefined),
    waits: { slept: waits.get("1") ?? 0, awake: waits.get("0") ?? 0 },
    wakers,
    wakerStacks: mergedStacks(wakerStacks),
    ipis: seen.ipis ? ipisOf(output) : undefined,
    landed: seen.landed ? landedOf(output) : undefined,
    callbacks: seen.callbacks
      ? new Map(output.maps.get("@callback") ?? [])
      : undefined,
  };
}
