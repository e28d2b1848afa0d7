/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Which processes are traced, and with --watch what they fork. */
#ifndef URINGLAB_PROCESSES_BPF_H
#define URINGLAB_PROCESSES_BPF_H

#include "state.bpf.h"

static __always_inline void name_process(struct process *process,
					 struct task_struct *task)
{
	bpf_probe_read_kernel_str(process->comm, sizeof(process->comm),
				  task->comm);
}

static __always_inline void add_process(struct task_struct *task)
{
	struct process process = { .pid = namespace_pid(task) };
	__u32 key = task->tgid;

	name_process(&process, task);
	if (bpf_map_update_elem(&processes, &key, &process, BPF_ANY))
		add((__u64 *)&live.failed_processes, 1);
}

/* Run once over all tasks: finds the process that is wanted. */
SEC("iter/task")
int find_process(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task || task->pid != task->tgid ||
	    namespace_pid(task) != live.wanted)
		return 0;
	live.tgid = task->tgid;
	if (settings.watch && !process_of(task->tgid))
		add_process(task);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent,
	     struct task_struct *child)
{
	count_fired(PROGRAM_process_fork);
	/* A thread is no process. */
	if (is_ours(parent) && child->tgid != parent->tgid)
		add_process(child);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task)
{
	struct process *process = process_of(task->tgid);
	__u32 key = task->pid;
	struct thread *thread;

	count_fired(PROGRAM_process_exec);
	if (!process)
		return 0;
	name_process(process, task);
	thread = bpf_map_lookup_elem(&threads, &key);
	if (thread)
		name_thread(thread, task);
	return 0;
}

/* A shell may fork thousands that never use io_uring: they are not kept. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	__u32 tgid = task->tgid, tid = task->pid;
	struct process *process = process_of(tgid);

	count_fired(PROGRAM_process_exit);
	if (!process)
		return 0;
	if (!process->used_ns)
		bpf_map_delete_elem(&threads, &tid);
	/* The last thread has gone down already from the number that live. */
	if (task->signal->live.counter)
		return 0;
	if (process->used_ns)
		process->ended_ns = bpf_ktime_get_ns();
	else
		bpf_map_delete_elem(&processes, &tgid);
	return 0;
}

#endif
