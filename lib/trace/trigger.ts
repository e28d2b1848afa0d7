import { passes, type Stack } from "./stack.ts";

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
} as const;

/** The name of a trigger class. */
export type Trigger = keyof typeof TRIGGERS;

/** The document's three classes, which follow the entry into the kernel. */
export const ENTRY_CLASSES = [
  "do_syscall_64",
  "sysvec_reschedule_ipi",
  "exc_page_fault",
  "other",
] as const;

/** The name of one of them. */
export type EntryClass = typeof ENTRY_CLASSES[number];

/** What is known of one run of task_work beside its stack. */
export interface RunContext {
  /** The io_uring_enter call that the thread is in, or was in last. */
  call: "submit" | "wait" | "none";
  /** Whether the thread has slept since that call began. */
  slept: boolean;
  /** Whether it lost the CPU, while runnable, in the interrupt it is in. */
  preempted: boolean;
}

/** Functions on the way out of a system call or interrupt, 5.19 to 6.18. */
const EXIT = [
  "exit_to_user_mode_loop",
  "exit_to_user_mode_prepare",
  "syscall_exit_to_user_mode",
  "arch_do_signal_or_restart",
];

/** Entries by system call; a deep stack may end before the outer one. */
const SYSCALL = ["do_syscall_64", "__x64_sys_io_uring_enter"];

/** Entries by interrupt; the handlers themselves are tail calls and not seen. */
function interruptTrigger(stack: Stack): Trigger | undefined {
  if (passes(stack, "asm_exc_page_fault", "exc_page_fault")) {
    return "page_fault";
  }
  if (passes(stack, "asm_sysvec_reschedule_ipi")) return "reschedule_ipi";
  if (passes(stack, "asm_sysvec_apic_timer_interrupt")) return "timer";
  if (
    passes(stack, "asm_common_interrupt") ||
    stack.some((frame) => frame.startsWith("asm_sysvec_"))
  ) return "device_irq";
  return undefined;
}

/**
 * Tells what made the kernel run the completions of a thread. The order
 * matters: a system call that is interrupted on its way out has both on its
 * stack, and the interrupt is the nearer.
 */
export function triggerOf(stack: Stack, context: RunContext): Trigger {
  const interrupt = interruptTrigger(stack);
  if (interrupt) {
    return context.preempted && interrupt !== "page_fault"
      ? "scheduled_in"
      : interrupt;
  }
  if (passes(stack, "io_sq_thread")) return "sq_thread";
  if (!passes(stack, ...SYSCALL)) return "unknown";
  if (context.call === "none") return "other_syscall";
  if (passes(stack, ...EXIT)) return "uring_exit";
  if (context.call === "submit") return "submit_getevents";
  return context.slept ? "getevents_after_sleep" : "getevents_before_sleep";
}

/** The class that the document's own table would have counted it in. */
export function entryClass(stack: Stack): EntryClass {
  const interrupt = interruptTrigger(stack);
  if (interrupt === "page_fault") return "exc_page_fault";
  if (interrupt === "reschedule_ipi") return "sysvec_reschedule_ipi";
  if (interrupt) return "other";
  return passes(stack, ...SYSCALL) ? "do_syscall_64" : "other";
}
