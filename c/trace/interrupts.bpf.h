/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Entries into the kernel by interrupt and fault, and IPIs by their target. */
#ifndef URINGLAB_INTERRUPTS_BPF_H
#define URINGLAB_INTERRUPTS_BPF_H

#include "state.bpf.h"

/* The kernel counts a fault when it has handled it. */
static __always_inline __u64 faults_of(struct task_struct *task)
{
	return task->min_flt + task->maj_flt;
}

/*
 * An interrupt of what the kernel does before the thread is back in user mode
 * from an earlier interrupt or fault: that one it had left user mode by. As
 * long as it runs, it interrupts the same place in user mode. What was pending
 * at the earlier entry is run on its way out, a fault is counted when it has
 * been handled, and softirqs follow an interrupt.
 */
static __always_inline bool is_nested(const struct thread *thread,
				      const struct cpu *cpu, __u64 ip,
				      struct task_struct *current)
{
	if (thread->entry == ENTRY_none || thread->entry_ip != ip)
		return false;
	if (thread->pending)
		return true;
	if (thread->entry == ENTRY_fault)
		return thread->faults == faults_of(current);
	return !thread->preempted && cpu && cpu->softirq;
}

/*
 * An entry by which a thread leaves user mode; one that comes while it is in a
 * system call matters to the CPU only.
 */
static __always_inline void enter(__u32 program, __u32 entry)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());
	struct thread *thread;
	struct call call;

	count_fired(program);
	if (cpu && entry != ENTRY_fault) {
		cpu->entry = entry;
		cpu->handler = entry;
	}
	thread = our_thread(current);
	if (!thread)
		return;
	/* It may have been running there since before it was traced. */
	if (cpu)
		cpu->running = current->pid;
	call = call_of_task(current);
	if (call.number >= 0)
		return;
	if (entry != ENTRY_fault && is_nested(thread, cpu, call.ip, current))
		return;
	thread->entry = entry;
	thread->entry_ip = call.ip;
	thread->preempted = 0;
	thread->pending = current->task_works != NULL;
	if (entry == ENTRY_fault)
		thread->faults = faults_of(current);
}

/* Only those are followed to their end whose handlers wake somebody. */
static __always_inline void leave(__u32 program)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());

	count_fired(program);
	if (cpu)
		cpu->handler = ENTRY_none;
}

/* Where a kick finds the thread that it was sent to. */
static __always_inline void land_kick(void)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());
	struct task_struct *current = bpf_get_current_task_btf();
	struct thread *thread;
	__u32 kicked;

	if (!cpu || !cpu->kicked)
		return;
	kicked = cpu->kicked;
	cpu->kicked = 0;
	thread = bpf_map_lookup_elem(&threads, &kicked);
	if (!thread)
		return;
	if ((__u32)current->pid != kicked)
		count(thread, COUNT_kicks_gone);
	else if (call_of_task(current).number >= 0)
		count(thread, COUNT_kicks_in_kernel);
	else
		count(thread, COUNT_kicks_in_user);
}

SEC("tp_btf/reschedule_entry")
int BPF_PROG(enter_reschedule)
{
	enter(PROGRAM_enter_reschedule, ENTRY_reschedule);
	land_kick();
	return 0;
}

/*
 * A call that asks for completions and finds none passes no probe, and one on
 * every system call costs too much. The tick samples what time they take.
 */
static __always_inline void count_tick(void)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct thread *thread = our_thread(current);
	struct call call;

	if (!thread)
		return;
	call = call_of_task(current);
	count(thread, COUNT_ticks);
	if (call.number == IO_URING_ENTER &&
	    (call.flags & IORING_ENTER_GETEVENTS) && !call.to_submit &&
	    !call.min_complete)
		count(thread, COUNT_ticks_in_peeks);
}

SEC("tp_btf/local_timer_entry")
int BPF_PROG(enter_timer)
{
	enter(PROGRAM_enter_timer, ENTRY_timer);
	count_tick();
	return 0;
}

SEC("tp_btf/call_function_single_entry")
int BPF_PROG(enter_call_single)
{
	enter(PROGRAM_enter_call_single, ENTRY_function_call);
	return 0;
}

SEC("tp_btf/call_function_entry")
int BPF_PROG(enter_call)
{
	enter(PROGRAM_enter_call, ENTRY_function_call);
	return 0;
}

SEC("tp_btf/call_function_single_exit")
int BPF_PROG(leave_call_single)
{
	leave(PROGRAM_leave_call_single);
	return 0;
}

SEC("tp_btf/call_function_exit")
int BPF_PROG(leave_call)
{
	leave(PROGRAM_leave_call);
	return 0;
}

SEC("tp_btf/irq_work_entry")
int BPF_PROG(enter_irq_work)
{
	enter(PROGRAM_enter_irq_work, ENTRY_function_call);
	return 0;
}

/* arm64: the reason is "Rescheduling interrupts" or another text. */
SEC("tp_btf/ipi_entry")
int BPF_PROG(enter_ipi, const char *reason)
{
	char first[4] = {};

	bpf_probe_read_kernel_str(first, sizeof(first), reason);
	if (first[0] == 'R' && first[1] == 'e' && first[2] == 's') {
		enter(PROGRAM_enter_ipi, ENTRY_reschedule);
		land_kick();
	} else {
		enter(PROGRAM_enter_ipi, ENTRY_function_call);
	}
	return 0;
}

SEC("tp_btf/ipi_exit")
int BPF_PROG(leave_ipi)
{
	leave(PROGRAM_leave_ipi);
	return 0;
}

/* arm64's tick is an interrupt like others, "arch_timer". */
static __always_inline bool is_timer(struct irqaction *action)
{
#if defined(__TARGET_ARCH_arm64)
	char name[6] = {};

	bpf_probe_read_kernel_str(name, sizeof(name),
				  BPF_CORE_READ(action, name));
	return name[0] == 'a' && name[1] == 'r' && name[2] == 'c' &&
	       name[3] == 'h' && name[4] == '_';
#else
	(void)action;
	return false;
#endif
}

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(enter_device, int irq, struct irqaction *action)
{
	enter(PROGRAM_enter_device,
	      is_timer(action) ? ENTRY_timer : ENTRY_device);
	return 0;
}

SEC("tp_btf/irq_handler_exit")
int BPF_PROG(leave_device)
{
	leave(PROGRAM_leave_device);
	return 0;
}

static __always_inline void set_softirq(__u32 program, __u32 value)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());

	count_fired(program);
	if (cpu)
		cpu->softirq = value;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(enter_softirq)
{
	set_softirq(PROGRAM_enter_softirq, 1);
	return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(leave_softirq)
{
	set_softirq(PROGRAM_leave_softirq, 0);
	return 0;
}

SEC("tp_btf/page_fault_user")
int BPF_PROG(enter_fault)
{
	enter(PROGRAM_enter_fault, ENTRY_fault);
	return 0;
}

static __always_inline bool is_kick(__u64 callsite)
{
	for (int i = 0; i < KICK_RANGES; i++)
		if (callsite >= settings.kicks[i].start &&
		    callsite < settings.kicks[i].end)
			return true;
	return false;
}

/*
 * A function of its own, which the verifier looks at once: the loop over a mask
 * would be too long for it otherwise.
 */
__noinline int count_ipi(__u32 cpu, __u32 ours, __u64 callsite, __u64 callback)
{
	struct ipi_key key = {
		.callsite = callsite,
		.callback = callback,
		.cpu = cpu,
		.ours = ours,
	};

	count_key(&ipis, &key, &live.failed_ipis);
	return 0;
}

/* task_work_add() sends one only to a thread that is running on that CPU. */
static __always_inline void send_kick(struct cpu *cpu, __u32 target)
{
	struct thread *thread = bpf_map_lookup_elem(&threads, &target);

	if (!thread) {
		if (in_window())
			add((__u64 *)&live.kicks_of_others, 1);
		return;
	}
	cpu->kicked = target;
	count(thread, COUNT_kicks);
}

SEC("tp_btf/ipi_send_cpu")
int BPF_PROG(send_ipi, unsigned int cpu, unsigned long callsite, void *callback)
{
	struct cpu *to = cpu_state(cpu);
	__u32 running;

	count_fired(PROGRAM_send_ipi);
	if (!to)
		return 0;
	running = to->running;
	if (in_window())
		count_ipi(cpu, running != 0, callsite, (__u64)callback);
	if (is_kick(callsite))
		send_kick(to, running);
	return 0;
}

/* Of larger machines the first so many. */
#define MASK_CPUS 1024

SEC("tp_btf/ipi_send_cpumask")
int BPF_PROG(send_ipi_mask, const struct cpumask *mask, unsigned long callsite,
	     void *callback)
{
	count_fired(PROGRAM_send_ipi_mask);
	if (!in_window())
		return 0;
	for (__u32 i = 0; i < MASK_CPUS && i < settings.cpus; i++) {
		__u64 word = 0;

		bpf_probe_read_kernel(&word, sizeof(word),
				      (const __u64 *)mask + i / 64);
		if (!word)
			i |= 63;
		else if (word >> (i & 63) & 1)
			count_ipi(i, 0, callsite, (__u64)callback);
	}
	return 0;
}

#endif
