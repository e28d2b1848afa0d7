/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Runs of task_work, classified by the state of the thread: its saved user
 * registers, how it left user mode, whether it slept in its waiting call.
 */
#ifndef URINGLAB_RUNS_BPF_H
#define URINGLAB_RUNS_BPF_H

#include "punts.bpf.h"
#include "requests.bpf.h"
#include "rings.bpf.h"
#include "state.bpf.h"

/* The head and tail of a ring's completion queue. */
static __always_inline bool read_queue(__u64 ring, struct io_uring *queue)
{
	struct io_ring_ctx *ctx = (void *)ring;

	if (!bpf_core_field_exists(struct io_ring_ctx, rings))
		return false;
	BPF_CORE_READ_INTO(queue, ctx, rings, cq);
	return true;
}

/*
 * The thread is still in the waiting call that was seen: it takes completions
 * out of the queue before it waits for others, and cannot while it waits.
 */
static __always_inline bool is_same_wait(const struct thread *thread)
{
	struct io_uring queue;

	return thread->waiting && read_queue(thread->ring, &queue) &&
	       queue.head == thread->head;
}

/* The kernel's own condition in io_cqring_wait(). */
static __always_inline bool wait_is_over(const struct thread *thread)
{
	struct io_uring queue;

	return read_queue(thread->ring, &queue) &&
	       (__s32)(queue.tail - thread->wanted_tail) >= 0;
}

/*
 * Counts a waiting call once, though it may run completions, be about to sleep
 * and run others. Calls of which one ends before the other begins find another
 * head, as the thread has taken something out in between, or it submits first.
 */
static __always_inline void count_waiting_call(struct thread *thread,
					       __u64 ring)
{
	struct io_uring queue = {};
	bool known = read_queue(ring, &queue);

	if (known && thread->calling && thread->call_ring == ring &&
	    thread->call_head == queue.head)
		return;
	thread->calling = 1;
	thread->call_ring = ring;
	thread->call_head = queue.head;
	count(thread, COUNT_waiting_calls);
}

static __always_inline __u32 interrupt_class(const struct thread *thread,
					     __u64 ip)
{
	/* The entry that was seen was an earlier one. */
	bool seen = thread->entry != ENTRY_none && thread->entry_ip == ip;

	if (thread->preempted && seen) {
		switch (thread->entry) {
		case ENTRY_reschedule:
			return RUN_scheduled_in_by_reschedule_ipi;
		case ENTRY_timer:
			return RUN_scheduled_in_by_timer;
		case ENTRY_fault:
			return RUN_scheduled_in_by_page_fault;
		}
	}
	if (thread->preempted)
		return RUN_scheduled_in;
	if (!seen)
		return RUN_unknown;
	switch (thread->entry) {
	case ENTRY_reschedule:
		return RUN_reschedule_ipi;
	case ENTRY_timer:
		return RUN_timer;
	case ENTRY_device:
		return RUN_device_irq;
	case ENTRY_function_call:
		return RUN_function_call;
	case ENTRY_fault:
		return RUN_page_fault;
	default:
		return RUN_unknown;
	}
}

static __always_inline __u32 run_class(const struct thread *thread,
				       const struct call *call)
{
	if (thread->kind == KIND_sq)
		return RUN_sq_thread;
	if (thread->kind == KIND_wq)
		return RUN_wq_thread;
	if (call->number < 0)
		return interrupt_class(thread, call->ip);
	if (call->number != IO_URING_ENTER)
		return RUN_other_syscall;
	if (call->over)
		return RUN_uring_exit;
	if (!(call->flags & IORING_ENTER_GETEVENTS))
		return RUN_uring_entry;
	if (call->to_submit && !call->min_complete)
		return RUN_submit_getevents;
	return thread->slept && is_same_wait(thread) ?
		       RUN_getevents_after_sleep :
		       RUN_getevents_before_sleep;
}

/* `ring` is what ran, where that is known; else it is the last one's. */
static __always_inline void count_run(void *ctx, __u32 program, __u64 ring,
				      int delivered)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct thread *thread;
	struct call call;
	__u32 class, number;

	/* Without work: SQPOLL's thread looks for some on every round. */
	if (delivered <= 0)
		return;
	count_fired(program);
	thread = our_thread(current);
	if (!thread)
		return;
	call = call_of_task(current);
	class = run_class(thread, &call);
	if (settings.watch && class == RUN_getevents_before_sleep &&
	    call.min_complete)
		count_waiting_call(thread, ring ? ring : thread->last_ring);
	if (in_window()) {
		sample_stack(ctx, class, thread->runs[class]);
		add(&thread->runs[class], 1);
		add(&thread->counts[COUNT_delivered], delivered);
		number = call.number;
		if (class == RUN_other_syscall)
			count_key(&syscalls, &number, &live.failed_syscalls);
	}
	thread->pending = 0;
}

SEC("tp_btf/io_uring_task_work_run")
int BPF_PROG(task_work_run, void *tctx, unsigned int delivered)
{
	count_run(ctx, PROGRAM_task_work_run, 0, delivered);
	return 0;
}

SEC("tp_btf/io_uring_local_work_run")
int BPF_PROG(local_work_run, void *ring, int delivered)
{
	if (settings.watch && delivered > 0)
		count_local_run(ring, delivered);
	count_run(ctx, PROGRAM_local_work_run, (__u64)ring, delivered);
	return 0;
}

/* The call has run what was pending, has too few and is about to sleep. */
SEC("tp_btf/io_uring_cqring_wait")
int BPF_PROG(cqring_wait, void *ring, int min_events)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct io_uring queue = {};
	struct thread *thread;

	count_fired(PROGRAM_cqring_wait);
	thread = our_thread(current);
	if (!thread)
		return 0;
	end_wait(thread);
	thread->ring = (__u64)ring;
	thread->waiting = read_queue(thread->ring, &queue);
	thread->head = queue.head;
	thread->wanted_tail = queue.head + min_events;
	thread->slept = 0;
	count(thread, COUNT_waits);
	if (settings.watch) {
		thread->last_ring = (__u64)ring;
		count_waiting_call(thread, (__u64)ring);
		count_wait(ring, thread, call_of_task(current).to_submit);
	}
	return 0;
}

static __always_inline struct thread *count_current(__u32 program, __u32 what)
{
	struct thread *thread;

	count_fired(program);
	thread = our_thread(bpf_get_current_task_btf());
	if (thread)
		count(thread, what);
	return thread;
}

/* Kernels differ in what they tell of a CQE: it, or what is in it. */
SEC("tp_btf/io_uring_complete")
int complete(unsigned long long *ctx)
{
	count_current(PROGRAM_complete, COUNT_completions);
	if (!settings.watch || !settings.requests)
		return 0;
	/* Whoever posts it: it is the ring's, which may be of another process. */
	if (settings.complete_has_cqe) {
		const struct io_uring_cqe *cqe = (void *)ctx[2];

		count_completion((void *)ctx[0], (void *)ctx[1],
				 cqe->user_data, cqe->res, cqe->flags);
	} else {
		count_completion((void *)ctx[0], (void *)ctx[1], ctx[2],
				 (int)ctx[3], (__u32)ctx[4]);
	}
	return 0;
}

/* A call submits before it waits: an earlier call's wait is over by then. */
static __always_inline void count_submission(__u32 program,
					     const struct io_kiocb *req)
{
	__u64 now = bpf_ktime_get_ns();
	struct thread *thread;

	count_fired(program);
	thread = our_thread(bpf_get_current_task_btf());
	if (!thread)
		return;
	end_wait(thread);
	thread->calling = 0;
	if (is_in_window(now))
		add(&thread->counts[COUNT_submissions], 1);
	if (settings.watch && settings.requests) {
		thread->last_ring = (__u64)req->ctx;
		count_request(req, thread, now, false);
	}
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(submit_req, struct io_kiocb *req)
{
	count_submission(PROGRAM_submit_req, req);
	return 0;
}

SEC("tp_btf/io_uring_submit_sqe")
int BPF_PROG(submit_sqe, struct io_kiocb *req)
{
	count_submission(PROGRAM_submit_sqe, req);
	return 0;
}

SEC("tp_btf/io_uring_queue_async_work")
int BPF_PROG(queue_async_work, struct io_kiocb *req)
{
	if (count_current(PROGRAM_queue_async_work, COUNT_async_submissions) &&
	    settings.watch && settings.requests)
		count_punt(req);
	return 0;
}

/* Since 6.1 such a CQE is not told as a completion, too. */
SEC("tp_btf/io_uring_cqe_overflow")
int BPF_PROG(cqe_overflow, void *ctx_of_ring)
{
	__u32 number;
	struct ring *ring;

	count_current(PROGRAM_cqe_overflow, COUNT_overflows);
	if (!settings.watch)
		return 0;
	number = ring_number(ctx_of_ring);
	ring = ring_at(number);
	if (number && ring && in_window()) {
		count_ring(ring, RING_overflows);
		count_ring(ring, RING_unattributed);
	}
	return 0;
}

SEC("tp_btf/io_uring_req_failed")
int BPF_PROG(req_failed, const void *sqe, struct io_kiocb *req)
{
	struct thread *thread = count_current(PROGRAM_req_failed,
					      COUNT_failed_requests);

	if (thread && settings.watch && settings.requests)
		count_request(req, thread, bpf_ktime_get_ns(), true);
	return 0;
}

#endif
