import { isFrame } from "../arch/frames.ts";
import { entersBy, passes, type Stack } from "./stack.ts";

/** In what context a sleeping worker was woken, and by whom. */
export const WAKERS = {
  softirq: "a completion, in the softirq of the disk's interrupt",
  hard_irq: "a completion, in the disk's hard interrupt",
  ksoftirqd: "a completion, in ksoftirqd",
  remote_ipi: "a completion, in a function call IPI from the interrupted CPU",
  other_completion: "a completion, in another context",
  timer: "a timer",
  other: "something else than a completion",
  unknown: "nothing that the tracer saw",
} as const;

/** The name of a waker class. */
export type Waker = keyof typeof WAKERS;

/** Functions through which io_uring wakes whoever waits for completions. */
const COMPLETION = [
  "task_work_add",
  "__io_req_task_work_add",
  "io_req_local_work_add",
  "io_req_task_work_add_remote",
  // Without task_work: the CQE is in the queue when the thread is woken.
  "io_post_aux_cqe",
  "io_cq_unlock_post",
  "io_cqring_ev_posted",
];

/** A stack without what the interrupt that it ends in had interrupted. */
export function ofInterrupt(stack: Stack): Stack {
  const entry = stack.findIndex((frame) => isFrame(frame, "entry"));
  return entry < 0 ? stack : stack.slice(0, entry + 1);
}

/** Tells who woke a thread from the stack of the wake-up. */
export function wakerOf(whole: Stack): Waker {
  const stack = ofInterrupt(whole);
  if (passes(stack, "hrtimer_wakeup", "process_timeout")) return "timer";
  if (!passes(stack, ...COMPLETION)) return "other";
  if (passes(stack, "run_ksoftirqd")) return "ksoftirqd";
  // Before the softirq: that IPI only raises one, which then completes.
  if (
    entersBy(stack, "callIpi") ||
    passes(stack, "flush_smp_call_function_queue")
  ) return "remote_ipi";
  if (
    passes(
      stack,
      "handle_softirqs",
      "__do_softirq",
      "__softirqentry_text_start",
    )
  ) {
    return "softirq";
  }
  if (entersBy(stack, "deviceIrq")) return "hard_irq";
  return "other_completion";
}
