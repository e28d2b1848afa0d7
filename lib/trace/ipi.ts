/** Why an interrupt was sent to another CPU. */
export const IPI_CAUSES = {
  kick: "task_work_add: the kick that COOP_TASKRUN saves",
  wakeup: "the scheduler woke a thread, or preempts one for another",
  other: "anything else: function calls, ticks, RCU",
} as const;

/** The name of a cause. */
export type IpiCause = keyof typeof IPI_CAUSES;

/** Which line of /proc/interrupts counts it: RES or CAL. */
export type IpiVector = "RES" | "CAL";

/** The callback of IPIs that are function calls (kernel/smp.c). */
const FUNCTION_CALL = "generic_smp_call_function_single_interrupt";

/** Functions of the scheduler that send an IPI to wake or to preempt. */
const SCHEDULER = [
  "wakeup_preempt",
  "check_preempt_curr",
  "ttwu_queue_wakelist",
  "ttwu_do_activate",
  "resched_curr",
  "__resched_curr",
  "try_to_wake_up",
  "update_curr",
  "call_function_single_prep_ipi",
];

/**
 * The cause of an IPI, from the functions that it was sent from, innermost
 * first. The nearest decides: task_work_add() also wakes, by the scheduler.
 */
export function ipiCause(from: readonly string[]): IpiCause {
  for (const frame of from) {
    const name = frame.replace(/\..*$/, "");
    if (["task_work_add", "kick_process"].includes(name)) return "kick";
    if (SCHEDULER.includes(name)) return "wakeup";
  }
  return "other";
}

/** The line of /proc/interrupts, from the callback of `ipi:ipi_send_cpu`. */
export function ipiVector(callback: string): IpiVector {
  return callback === FUNCTION_CALL ? "CAL" : "RES";
}
