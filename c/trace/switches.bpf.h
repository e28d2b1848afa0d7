/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Sleeps, preemptions, and who wakes a thread that waits for completions. */
#ifndef URINGLAB_SWITCHES_BPF_H
#define URINGLAB_SWITCHES_BPF_H

#include "punts.bpf.h"
#include "rings.bpf.h"
#include "runs.bpf.h"
#include "state.bpf.h"

/*
 * prev_state came as an argument in 5.18 only; the field is the same here, as
 * the run queue is locked: 0 is a thread that could run on.
 */
SEC("tp_btf/sched_switch")
int BPF_PROG(switched, bool preempt, struct task_struct *prev,
	     struct task_struct *next)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());
	struct thread *thread;
	bool slept;

	count_fired(PROGRAM_switched);
	if (cpu)
		cpu->running = is_ours(next) ? next->pid : 0;
	if (settings.watch && cpu && cpu->running)
		count_worker(next);
	if (!is_ours(prev))
		return 0;
	thread = thread_of(prev);
	if (!thread)
		return 0;
	slept = !preempt && prev->__state;
	if (!slept) {
		thread->preempted = 1;
		count(thread, COUNT_preemptions);
		return 0;
	}
	count(thread, COUNT_sleeps);
	if (thread->waiting) {
		struct call call = call_of_task(prev);

		/* It has left that call since, and sleeps elsewhere. */
		if (call.number != IO_URING_ENTER || call.over) {
			end_wait(thread);
			return 0;
		}
		if (!thread->slept)
			count(thread, COUNT_waits_slept);
		thread->slept = 1;
		if (in_window())
			thread->wait_sleeps++;
	}
	return 0;
}

/* Whether something has come that ends the wait, or brings it further. */
static __always_inline bool woken_by_completion(struct task_struct *task,
						const struct thread *thread)
{
	/* task_work_add() puts its work into the list before it wakes. */
	if (task->task_works)
		return true;
	if (has_local_work((void *)thread->ring))
		return true;
	/* Another thread has posted it: SQPOLL's or io-wq's. */
	return wait_is_over(thread);
}

static __always_inline bool is_ksoftirqd(struct task_struct *task)
{
	char comm[16];

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	return comm[0] == 'k' && comm[1] == 's' && comm[2] == 'o' &&
	       comm[3] == 'f' && comm[4] == 't';
}

static __always_inline __u32 wake_class(struct task_struct *task,
					const struct thread *thread)
{
	struct cpu *cpu = cpu_state(bpf_get_smp_processor_id());

	if (!cpu)
		return WAKE_other;
	if (!woken_by_completion(task, thread))
		return cpu->entry == ENTRY_timer ? WAKE_timer : WAKE_other;
	if (cpu->handler == ENTRY_device)
		return WAKE_hard_irq;
	if (cpu->handler == ENTRY_function_call)
		return WAKE_remote_ipi;
	if (!cpu->softirq)
		return WAKE_other_completion;
	if (is_ksoftirqd(bpf_get_current_task_btf()))
		return WAKE_ksoftirqd;
	/* That IPI raised the softirq. */
	return cpu->entry == ENTRY_function_call ? WAKE_remote_ipi :
						   WAKE_softirq;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(waking, struct task_struct *task)
{
	struct thread *thread;
	__u32 class;

	count_fired(PROGRAM_waking);
	if (!is_ours(task))
		return 0;
	thread = thread_of(task);
	/* It may be on its way to sleep still, on another CPU. */
	if (!thread || !thread->waiting || !in_window())
		return 0;
	__sync_fetch_and_add(&thread->wait_wakes, 1);
	class = wake_class(task, thread);
	sample_stack(ctx, RUN_CLASSES_END + class, thread->wakes[class]);
	add(&thread->wakes[class], 1);
	return 0;
}

#endif
