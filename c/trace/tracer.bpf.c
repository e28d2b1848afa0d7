/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What happens to the io_uring completions of one process: who runs its
 * task_work, who kicks and wakes its threads (classification.md).
 */
#include "interrupts.bpf.h"
#include "kernel_types.h"
#include "kprobes.bpf.h"
#include "runs.bpf.h"
#include "state.bpf.h"
#include "switches.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Run once over all tasks: finds the process that the settings name. */
SEC("iter/task")
int find_process(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task && task->pid == task->tgid &&
	    namespace_pid(task) == settings.pid)
		live.tgid = task->tgid;
	return 0;
}
