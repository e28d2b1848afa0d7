/**
 * What made a thread run its task_work, in the order of c/trace/names.h, which
 * says what each is.
 */
export const RUN_CLASSES = [
  "submit_getevents",
  "getevents_before_sleep",
  "getevents_after_sleep",
  "uring_entry",
  "uring_exit",
  "other_syscall",
  "reschedule_ipi",
  "timer",
  "device_irq",
  "function_call",
  "page_fault",
  "scheduled_in_by_reschedule_ipi",
  "scheduled_in_by_timer",
  "scheduled_in_by_page_fault",
  "scheduled_in",
  "unknown",
  "sq_thread",
  "wq_thread",
] as const;

/** In which context a thread was woken that slept in a waiting call. */
export const WAKE_CLASSES = [
  "softirq",
  "hard_irq",
  "ksoftirqd",
  "remote_ipi",
  "other_completion",
  "timer",
  "other",
  "unknown",
] as const;

/** Events of a thread that are counted, all inside the window. */
export const THREAD_COUNTS = [
  "delivered",
  "completions",
  "submissions",
  "async_submissions",
  "overflows",
  "failed_requests",
  "waits",
  "waits_slept",
  "waiting_calls",
  "sleeps",
  "preemptions",
  "kicks",
  "kicks_in_user",
  "kicks_in_kernel",
  "kicks_gone",
  "ticks",
  "ticks_in_peeks",
] as const;

/** The name of one of them. */
export type RunClass = typeof RUN_CLASSES[number];

/** The name of one of them. */
export type WakeClass = typeof WAKE_CLASSES[number];

/** The name of one of them. */
export type ThreadCount = typeof THREAD_COUNTS[number];
