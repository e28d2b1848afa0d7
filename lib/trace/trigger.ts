import { entersBy, type Stack } from "./stack.ts";

/** What made the kernel run pending completions: name and meaning. */
export const TRIGGERS = {
  submit_getevents:
    "GETEVENTS in the io_uring_enter that submits (it asks for no completion)",
  getevents_before_sleep:
    "io_uring_enter that waits (GETEVENTS), before it slept",
  getevents_after_sleep:
    "io_uring_enter that waits (GETEVENTS), after it slept",
  uring_exit: "return of io_uring_enter to user mode",
  other_syscall: "another system call, or its return",
  reschedule_ipi: "rescheduling IPI while the thread was in user mode",
  timer: "timer tick",
  device_irq: "interrupt of a device, or another IPI",
  page_fault: "page fault",
  scheduled_in:
    "the thread got the CPU back after an interrupt that had preempted it",
  unknown: "none of these",
  sq_thread: "the kernel's SQ thread (SQPOLL), on its round",
  uring_entry:
    "entry of io_uring_enter, before it submits (Linux 5.19 and 6.0)",
  wq_thread: "a thread of io-wq, which the kernel makes for what would block",
} as const;

/** The name of a trigger class. */
export type Trigger = keyof typeof TRIGGERS;

/** Classes that few machines show: they are named only where they occur. */
const RARE: readonly Trigger[] = ["uring_entry", "wq_thread"];

/** The classes to name of traces, in the order of the table. */
export function triggersIn(
  traces: readonly ({ triggers: ReadonlyMap<Trigger, number> } | undefined)[],
): Trigger[] {
  return (Object.keys(TRIGGERS) as Trigger[]).filter((trigger) =>
    !RARE.includes(trigger) ||
    traces.some((trace) => (trace?.triggers.get(trigger) ?? 0) > 0)
  );
}

/** The document's three classes, which follow the entry into the kernel. */
export const ENTRY_CLASSES = [
  "do_syscall_64",
  "sysvec_reschedule_ipi",
  "exc_page_fault",
  "other",
] as const;

/** The name of one of them. */
export type EntryClass = typeof ENTRY_CLASSES[number];

/**
 * The class that the document's own table would have counted a stack in. The
 * order matters: a system call that is interrupted on its way out has both on
 * its stack, and the interrupt is the nearer. The handlers of interrupts are
 * tail calls and not seen, their entries are.
 */
export function entryClass(stack: Stack): EntryClass {
  if (entersBy(stack, "pageFault")) return "exc_page_fault";
  if (entersBy(stack, "rescheduleIpi")) return "sysvec_reschedule_ipi";
  if (entersBy(stack, "interrupt")) return "other";
  return entersBy(stack, "syscall") ? "do_syscall_64" : "other";
}
