/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What no tracepoint shows: kicks before 6.4, which have no ipi_send_cpu, and
 * all callbacks that task_work_add() gets. Needs kprobes.
 */
#ifndef URINGLAB_KPROBES_BPF_H
#define URINGLAB_KPROBES_BPF_H

#include "interrupts.bpf.h"

static __always_inline void set_kicking(__u32 program, __u32 value)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());

	count_fired(program);
	if (cpu)
		cpu->kicking = value;
}

static __always_inline bool is_ours_untyped(struct task_struct *task)
{
	return is_our_tgid(BPF_CORE_READ(task, tgid));
}

/* The target, while its kick is decided on: task_struct's number. */
SEC("kprobe/kick_process")
int BPF_KPROBE(kick_process, struct task_struct *task)
{
	set_kicking(PROGRAM_kick_process,
		    is_ours_untyped(task) ? BPF_CORE_READ(task, pid) : 0);
	return 0;
}

SEC("kretprobe/kick_process")
int BPF_KRETPROBE(kick_process_end)
{
	set_kicking(PROGRAM_kick_process_end, 0);
	return 0;
}

SEC("kprobe/native_smp_send_reschedule")
int BPF_KPROBE(native_reschedule, int target)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());
	struct cpu *to = cpu_state(target);
	struct ipi_key key = { .cpu = target };
	struct thread *thread;
	__u32 kicked;

	count_fired(PROGRAM_native_reschedule);
	if (!cpu || !to)
		return 0;
	kicked = cpu->kicking;
	if (kicked) {
		to->kicked = kicked;
		thread = bpf_map_lookup_elem(&threads, &kicked);
		if (thread)
			count(thread, COUNT_kicks);
		key.callsite = settings.kicks[0].start;
		key.ours = 1;
	}
	if (in_window())
		count_key(&ipis, &key, &live.failed_ipis);
	return 0;
}

/* In interrupt context the running thread is not the one it is for. */
SEC("kprobe/task_work_add")
int BPF_KPROBE(task_work_added, struct task_struct *task,
	       struct callback_head *work)
{
	__u64 function;

	count_fired(PROGRAM_task_work_added);
	if (!is_ours_untyped(task) || !in_window())
		return 0;
	function = (__u64)BPF_CORE_READ(work, func);
	count_key(&callbacks, &function, &live.failed_callbacks);
	return 0;
}

#endif
