/** The functions by which each architecture enters the kernel. */

/**
 * Names of functions as they stand in stacks, without what a compiler appends to
 * parts of them; a name that ends with "*" is what they begin with.
 */
export interface EntryFrames {
  /** A system call: its common entry, or where a stack is cut, io_uring_enter. */
  readonly syscall: readonly string[];
  /** The way out of a system call, up to where task_work is run. */
  readonly syscallExit: readonly string[];
  readonly pageFault: readonly string[];
  /** The scheduler's own IPI, by which a CPU is kicked. */
  readonly rescheduleIpi: readonly string[];
  /** IPIs that call a function on another CPU. */
  readonly callIpi: readonly string[];
  readonly tick: readonly string[];
  readonly deviceIrq: readonly string[];
  /** Any of these interrupts, or another one. */
  readonly interrupt: readonly string[];
  /** The outermost function of an interrupt or of a fault. */
  readonly entry: readonly string[];
}

/**
 * What is known of each architecture. Handlers are often tail calls and then not
 * seen, entries are.
 *
 * x86-64: arch/x86/entry, arch/x86/include/asm/idtentry.h. Every vector has an
 * entry of its own.
 *
 * arm64: arch/arm64/kernel/entry.S and entry-common.c, smp.c,
 * drivers/irqchip/irq-gic-v3.c, drivers/clocksource/arm_arch_timer.c. All
 * interrupts come by one vector: only while a handler runs its frame tells which
 * it is, and task_work that is run behind it, in do_notify_resume() or
 * exit_to_user_mode_loop(), shows the vector alone.
 */
export const ENTRY_FRAMES = {
  x86_64: {
    syscall: ["do_syscall_64", "__x64_sys_io_uring_enter"],
    syscallExit: [
      "exit_to_user_mode_loop",
      "exit_to_user_mode_prepare",
      "syscall_exit_to_user_mode",
      "arch_do_signal_or_restart",
    ],
    pageFault: ["asm_exc_page_fault", "exc_page_fault"],
    rescheduleIpi: ["asm_sysvec_reschedule_ipi"],
    callIpi: ["asm_sysvec_call_function*"],
    tick: ["asm_sysvec_apic_timer_interrupt"],
    deviceIrq: ["asm_common_interrupt", "common_interrupt"],
    interrupt: ["asm_common_interrupt", "asm_sysvec_*"],
    entry: ["asm_*"],
  },
  aarch64: {
    syscall: ["el0_svc", "invoke_syscall", "__arm64_sys_io_uring_enter"],
    syscallExit: ["do_notify_resume", "exit_to_user_mode_loop", "do_signal"],
    pageFault: ["el0_da", "el0_ia"],
    rescheduleIpi: ["scheduler_ipi"],
    callIpi: [
      "generic_smp_call_function_single_interrupt",
      "ipi_handler",
      "do_handle_IPI",
    ],
    tick: ["arch_timer_handler_virt", "arch_timer_handler_phys"],
    deviceIrq: ["handle_fasteoi_irq", "handle_edge_irq", "handle_level_irq"],
    interrupt: [
      "el0t_64_irq*",
      "el1h_64_irq*",
      "el0_interrupt",
      "el1_interrupt",
      "gic_handle_irq",
    ],
    entry: ["el0t_64_irq", "el1h_64_irq", "el1h_64_sync"],
  },
} as const satisfies Readonly<Record<string, EntryFrames>>;

/**
 * Whether a function is one of these of any architecture: a stack does not say
 * where it is from, and no name means something else on another one.
 */
export function isFrame(frame: string, kind: keyof EntryFrames): boolean {
  const [name = ""] = frame.split(".", 1);
  return Object.values<EntryFrames>(ENTRY_FRAMES).some((frames) =>
    frames[kind].some((known) =>
      known.endsWith("*") ? name.startsWith(known.slice(0, -1)) : name === known
    )
  );
}
