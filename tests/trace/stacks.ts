import type { Stack } from "../../lib/trace/stack.ts";

/** A stack written in one line, innermost first. */
function stack(text: string): Stack {
  return text.trim().split(/\s+/);
}

const RUN_6_18 = "tctx_task_work_run tctx_task_work task_work_run";
const RUN_6_1 = "tctx_task_work task_work_run";
const SYSCALL = "do_syscall_64 entry_SYSCALL_64_after_hwframe";

/** Stacks of kernels 6.18 and 6.1 (Debian's) in which task_work ran. */
export const RAN = {
  wait: [
    stack(`${RUN_6_18} io_run_task_work io_cqring_wait
      __do_sys_io_uring_enter ${SYSCALL}`),
    stack(`${RUN_6_1} io_run_task_work io_run_task_work_sig
      __do_sys_io_uring_enter ${SYSCALL}`),
    stack(`__io_run_local_work io_cqring_wait __do_sys_io_uring_enter
      ${SYSCALL}`),
  ],
  submit: [
    stack(`${RUN_6_1} io_run_task_work __do_sys_io_uring_enter ${SYSCALL}`),
    stack(`__io_run_local_work __do_sys_io_uring_enter ${SYSCALL}`),
  ],
  exit: [
    stack(`${RUN_6_18} exit_to_user_mode_loop ${SYSCALL}`),
    stack(`${RUN_6_18} get_signal arch_do_signal_or_restart
      exit_to_user_mode_loop ${SYSCALL}`),
    stack(`${RUN_6_1} exit_to_user_mode_prepare syscall_exit_to_user_mode
      ${SYSCALL}`),
    stack(`${RUN_6_1} get_signal arch_do_signal_or_restart
      exit_to_user_mode_prepare syscall_exit_to_user_mode ${SYSCALL}`),
  ],
  reschedule: [
    stack(`${RUN_6_18} irqentry_exit_to_user_mode asm_sysvec_reschedule_ipi`),
    stack(`${RUN_6_18} get_signal arch_do_signal_or_restart
      irqentry_exit_to_user_mode asm_sysvec_reschedule_ipi`),
    stack(`${RUN_6_1} get_signal arch_do_signal_or_restart
      exit_to_user_mode_prepare irqentry_exit_to_user_mode
      asm_sysvec_reschedule_ipi`),
  ],
  timer: [
    stack(`${RUN_6_18} irqentry_exit_to_user_mode
      asm_sysvec_apic_timer_interrupt`),
    stack(`${RUN_6_1} get_signal arch_do_signal_or_restart
      exit_to_user_mode_prepare irqentry_exit_to_user_mode
      asm_sysvec_apic_timer_interrupt`),
  ],
  device: [
    stack(`${RUN_6_18} get_signal arch_do_signal_or_restart
      irqentry_exit_to_user_mode asm_common_interrupt`),
    stack(`${RUN_6_18} get_signal arch_do_signal_or_restart
      irqentry_exit_to_user_mode asm_sysvec_call_function_single`),
    stack(`${RUN_6_1} get_signal arch_do_signal_or_restart
      exit_to_user_mode_prepare irqentry_exit_to_user_mode
      asm_sysvec_call_function_single`),
  ],
  fault: [
    stack(`${RUN_6_18} get_signal arch_do_signal_or_restart
      irqentry_exit_to_user_mode asm_exc_page_fault`),
  ],
} as const;

const COMPLETED_6_18 = "try_to_wake_up task_work_add __io_req_task_work_add " +
  "iomap_dio_bio_end_io blk_update_request blk_mq_end_request " +
  "blk_done_softirq handle_softirqs";
const COMPLETED_6_1 = "try_to_wake_up task_work_add __io_req_task_work_add " +
  "blkdev_bio_end_io_async";
const NVME_6_1 = "blk_mq_end_request_batch nvme_irq " +
  "__handle_irq_event_percpu handle_irq_event handle_edge_irq " +
  "__common_interrupt common_interrupt asm_common_interrupt";
const SOFTIRQ_6_1 = "blk_update_request blk_mq_end_request " +
  "blk_complete_reqs handle_softirqs";

/** Stacks of the same kernels that woke a thread. */
export const WOKE = {
  softirq: [
    stack(`${COMPLETED_6_18} __irq_exit_rcu common_interrupt
      asm_common_interrupt`),
    // It interrupted a page fault and a system call of another thread.
    stack(`${COMPLETED_6_18} __irq_exit_rcu common_interrupt
      asm_common_interrupt exc_page_fault asm_exc_page_fault`),
    stack(`${COMPLETED_6_18} __irq_exit_rcu common_interrupt
      asm_common_interrupt security_inode_getattr vfs_fstat
      __do_sys_newfstat ${SYSCALL}`),
    stack(`${COMPLETED_6_1} ${SOFTIRQ_6_1} __irq_exit_rcu
      sysvec_apic_timer_interrupt asm_sysvec_apic_timer_interrupt
      native_safe_halt amd_e400_idle default_idle_call do_idle`),
  ],
  ksoftirqd: [
    stack(`${COMPLETED_6_18} run_ksoftirqd smpboot_thread_fn kthread
      ret_from_fork ret_from_fork_asm`),
    stack(`${COMPLETED_6_1} ${SOFTIRQ_6_1} run_ksoftirqd smpboot_thread_fn
      kthread ret_from_fork`),
  ],
  hard_irq: [
    stack(`${COMPLETED_6_1} ${NVME_6_1} native_safe_halt amd_e400_idle
      default_idle_call do_idle`),
    // The disk's interrupt came while a timer's softirq ran.
    stack(`${COMPLETED_6_1} ${NVME_6_1} handle_softirqs __irq_exit_rcu
      sysvec_apic_timer_interrupt asm_sysvec_apic_timer_interrupt`),
  ],
  remote_ipi: [
    stack(`${COMPLETED_6_1} ${SOFTIRQ_6_1} __irq_exit_rcu
      sysvec_call_function_single asm_sysvec_call_function_single
      native_safe_halt amd_e400_idle default_idle_call do_idle`),
    // The idle loop polled, and found what the IPI would have brought.
    stack(`${COMPLETED_6_1} ${SOFTIRQ_6_1} do_softirq.part.0
      flush_smp_call_function_queue do_idle cpu_startup_entry
      start_secondary secondary_startup_64_no_verify`),
  ],
  timer: [
    stack(`try_to_wake_up hrtimer_wakeup __hrtimer_run_queues
      hrtimer_interrupt __sysvec_apic_timer_interrupt
      sysvec_apic_timer_interrupt asm_sysvec_apic_timer_interrupt
      pv_native_safe_halt default_idle default_enter_idle
      cpuidle_enter_state cpuidle_enter do_idle`),
  ],
  // A request was freed, for which another one waited.
  other: [
    stack(`try_to_wake_up autoremove_wake_function __wake_up_common __wake_up
      sbitmap_queue_wake_up sbitmap_queue_clear __blk_mq_free_request
      blk_done_softirq handle_softirqs __irq_exit_rcu common_interrupt
      asm_common_interrupt`),
  ],
} as const;

/** Stacks of 6.1 that sent a rescheduling IPI, as the kprobe shows them. */
export const SENT = {
  kick: [
    stack(`native_smp_send_reschedule kick_process task_work_add
      __io_req_task_work_add blkdev_bio_end_io_async
      blk_mq_end_request_batch`),
  ],
  // task_work_add() wakes here, it does not kick: COOP_TASKRUN does so too.
  wakeup: [
    stack(`native_smp_send_reschedule check_preempt_wakeup check_preempt_curr
      ttwu_do_wakeup try_to_wake_up task_work_add`),
    stack(`native_smp_send_reschedule check_preempt_curr ttwu_do_wakeup
      try_to_wake_up task_work_add __io_req_task_work_add`),
  ],
} as const;
