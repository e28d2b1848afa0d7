/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What the BPF programs count and what the loader prints: the names of classes
 * and counters, in the order in which both keep them, and the values of maps.
 * The loader announces these names when it starts, and whoever reads its
 * snapshots compares them with its own.
 */
#ifndef URINGLAB_TRACE_NAMES_H
#define URINGLAB_TRACE_NAMES_H

#include "rings.h"

/* What made a thread run its task_work. */
#define RUN_CLASSES(X) \
	/* GETEVENTS in an io_uring_enter that submits and waits for none. */ \
	X(submit_getevents) \
	/* io_uring_enter that waits: before, and after it slept. */ \
	X(getevents_before_sleep) \
	X(getevents_after_sleep) \
	/* io_uring_enter that asks for no completion, before its return. */ \
	X(uring_entry) \
	/* The return of io_uring_enter to user mode. */ \
	X(uring_exit) \
	/* Another system call, or its return. */ \
	X(other_syscall) \
	/* In user mode: rescheduling IPI, tick, a device, another IPI, fault. */ \
	X(reschedule_ipi) \
	X(timer) \
	X(device_irq) \
	X(function_call) \
	X(page_fault) \
	/* After an interrupt or fault that had first preempted the thread. */ \
	X(scheduled_in_by_reschedule_ipi) \
	X(scheduled_in_by_timer) \
	X(scheduled_in_by_page_fault) \
	X(scheduled_in) \
	/* An interrupt or fault that no probe saw. */ \
	X(unknown) \
	/* The kernel's own threads of the process: SQPOLL's, and io-wq's. */ \
	X(sq_thread) \
	X(wq_thread)

/* In which context a thread was woken that slept in a waiting call. */
#define WAKE_CLASSES(X) \
	X(softirq) \
	X(hard_irq) \
	X(ksoftirqd) \
	X(remote_ipi) \
	/* A completion, in another context. */ \
	X(other_completion) \
	/* By no completion: a timeout, or anything else. */ \
	X(timer) \
	X(other) \
	/* It slept and went on, but no wake-up passed the probe. */ \
	X(unknown)

/* Events of a thread, all inside the window. */
#define THREAD_COUNTS(X) \
	/* Requests that its runs of task_work delivered. */ \
	X(delivered) \
	/* CQEs that it posted: io_uring_complete. */ \
	X(completions) \
	X(submissions) \
	X(async_submissions) \
	X(overflows) \
	X(failed_requests) \
	/* Waiting calls that found too few completions, and those that slept. */ \
	X(waits) \
	X(waits_slept) \
	/* With --watch: waiting calls that found too few completions, or ran some
	   that were pending, after which there may have been enough. */ \
	X(waiting_calls) \
	/* Every time that it slept, in a waiting call or not; preemptions. */ \
	X(sleeps) \
	X(preemptions) \
	/* IPIs of task_work_add() that were sent to it, and where they landed. */ \
	X(kicks) \
	X(kicks_in_user) \
	X(kicks_in_kernel) \
	X(kicks_gone) \
	/* Timer interrupts that found it running, and those of them that found it
	   in an io_uring_enter that asks for completions and waits for none. */ \
	X(ticks) \
	X(ticks_in_peeks)

/*
 * The programs of the object: its name, the event that it is attached to, and
 * what is not known without it.
 */
#define PROGRAMS(X) \
	X(task_work_run, "io_uring_task_work_run", "what runs task_work") \
	X(local_work_run, "io_uring_local_work_run", \
	  "what runs completions with DEFER_TASKRUN") \
	X(cqring_wait, "io_uring_cqring_wait", "which waiting calls sleep") \
	X(complete, "io_uring_complete", "completions that were posted") \
	X(submit_req, "io_uring_submit_req", "submissions") \
	X(submit_sqe, "io_uring_submit_sqe", "submissions before 6.4") \
	X(queue_async_work, "io_uring_queue_async_work", "requests of io-wq") \
	X(cqe_overflow, "io_uring_cqe_overflow", "overflows of the CQ") \
	X(req_failed, "io_uring_req_failed", "refused requests") \
	X(switched, "sched_switch", "sleeps and preemptions") \
	X(waking, "sched_waking", "who wakes a waiting thread") \
	X(send_ipi, "ipi_send_cpu", "IPIs, and from 6.4 kicks") \
	X(send_ipi_mask, "ipi_send_cpumask", "IPIs to several CPUs at once") \
	X(enter_reschedule, "reschedule_entry", "where kicks land") \
	X(enter_timer, "local_timer_entry", "runs by the tick") \
	X(enter_call_single, "call_function_single_entry", \
	  "runs by function calls") \
	X(enter_call, "call_function_entry", "runs by function calls") \
	X(leave_call_single, "call_function_single_exit", \
	  "wake-ups by function calls") \
	X(leave_call, "call_function_exit", "wake-ups by function calls") \
	X(enter_irq_work, "irq_work_entry", "runs by irq_work") \
	X(enter_ipi, "ipi_entry", "runs by IPIs on arm64") \
	X(leave_ipi, "ipi_exit", "wake-ups by IPIs on arm64") \
	X(enter_device, "irq_handler_entry", "runs by devices' interrupts") \
	X(leave_device, "irq_handler_exit", "wake-ups in hard interrupts") \
	X(enter_softirq, "softirq_entry", "wake-ups in softirqs") \
	X(leave_softirq, "softirq_exit", "wake-ups in softirqs") \
	X(enter_fault, "page_fault_user", "runs by page faults") \
	X(kick_process, "kick_process", "kicks before 6.4") \
	X(kick_process_end, "kick_process", "kicks before 6.4") \
	X(native_reschedule, "native_smp_send_reschedule", \
	  "kicks before 6.4") \
	X(task_work_added, "task_work_add", "other callbacks than io_uring's") \
	X(ring_create, "io_uring_create", "rings before they are used") \
	X(process_fork, "sched_process_fork", "processes that are forked") \
	X(process_exec, "sched_process_exec", "names of new programs") \
	X(process_exit, "sched_process_exit", "which processes have ended")

#define NAMED_RUN(name) RUN_##name,
#define NAMED_WAKE(name) WAKE_##name,
#define NAMED_COUNT(name) COUNT_##name,
#define NAMED_PROGRAM(name, event, cost) PROGRAM_##name,
enum run_class { RUN_CLASSES(NAMED_RUN) RUN_CLASSES_END };
enum wake_class { WAKE_CLASSES(NAMED_WAKE) WAKE_CLASSES_END };
enum thread_count { THREAD_COUNTS(NAMED_COUNT) THREAD_COUNTS_END };
enum program { PROGRAMS(NAMED_PROGRAM) PROGRAMS_END };

/* A thread of the kernel has its name only when it has run for a moment. */
enum thread_kind { KIND_user, KIND_sq, KIND_wq, KIND_unnamed };

/* The interrupt or fault that a thread left user mode by. */
enum entry {
	ENTRY_none,
	ENTRY_reschedule,
	ENTRY_timer,
	ENTRY_device,
	ENTRY_function_call,
	ENTRY_fault,
};

/* A thread of the traced process; the key is its number in the first namespace. */
struct thread {
	/* Its number in the loader's PID namespace. */
	__u32 tid;
	/* enum thread_kind */
	__u32 kind;
	/* How it left user mode last, and where it was then. */
	__u32 entry;
	__u32 preempted;
	__u64 entry_ip;
	/* What was there then: faults so far, and task_work not yet run. */
	__u64 faults;
	__u32 pending;
	/* The number of its process in the loader's PID namespace. */
	__u32 pid;
	/* Its last waiting call: the ring, whose head it found, what it wants. */
	__u64 ring;
	__u32 head;
	__u32 wanted_tail;
	/* Nothing has shown yet that the call is over. */
	__u32 waiting;
	__u32 slept;
	/* How often it slept in that call, and was woken as the probe saw. */
	__u32 wait_sleeps;
	__u32 wait_wakes;
	/* With --watch: the ring that it submitted to or waited for last. */
	__u64 last_ring;
	/* The waiting call that was counted last: its ring, the head it found. */
	__u64 call_ring;
	__u32 call_head;
	__u32 calling;
	char comm[16];
	__u64 counts[THREAD_COUNTS_END];
	__u64 runs[RUN_CLASSES_END];
	__u64 wakes[WAKE_CLASSES_END];
};

/* Whose stacks: runs by class, then wake-ups by class. */
#define STACK_CLASSES (RUN_CLASSES_END + WAKE_CLASSES_END)
#define STACK_FRAMES 24

struct stack_key {
	__u32 class;
	__u32 unused;
	__u64 frames[STACK_FRAMES];
};

/* Samples that were taken, and how many events they stand for. */
struct stack_count {
	__u64 samples;
	__u64 events;
};

/* IPIs that were sent to a CPU. */
struct ipi_key {
	__u64 callsite;
	__u64 callback;
	__u32 cpu;
	/* Whether a thread of the traced process was running there. */
	__u32 ours;
};

/* A range of kernel addresses, the end exclusive. */
struct address_range {
	__u64 start;
	__u64 end;
};
#define KICK_RANGES 4

/* Set before the programs are loaded. */
struct settings {
	/* Several processes, what they fork, and their rings. */
	__u32 watch;
	/* Of the PID namespace in which the loader and the reader are. */
	__u32 namespace_inode;
	/* A class's first stacks are kept whole, then one of so many. */
	__u32 whole_stacks;
	__u32 stack_interval;
	/* Bits of a cpumask that mean something. */
	__u32 cpus;
	/* Events of requests have the request as an argument (6.0). */
	__u32 requests;
	/* io_uring_complete has the CQE as an argument (6.16). */
	__u32 complete_has_cqe;
	/*
	 * REQ_F_SUPPORT_NOWAIT and REQ_F_APOLL_MULTISHOT, whose bits differ
	 * between kernels; 0: unknown.
	 */
	__u32 nowait_flag;
	__u32 multishot_flag;
	__u32 unused;
	struct address_range kicks[KICK_RANGES];
};

/* Read and written while the programs run. */
struct live {
	/*
	 * The process by its number in the first namespace; 0: not found yet. When
	 * several are watched it is that which was looked for last.
	 */
	__u32 tgid;
	/* The process to look for, by its number in the loader's namespace. */
	__u32 wanted;
	/* Events are counted in [start, end), ns of CLOCK_MONOTONIC. */
	__u64 start_ns;
	__u64 end_ns;
	/* Updates that a map refused. */
	__u64 failed_threads;
	__u64 failed_stacks;
	__u64 failed_ipis;
	__u64 failed_syscalls;
	__u64 failed_callbacks;
	/* Kicks to a CPU where none of our threads was running. */
	__u64 kicks_of_others;
	/* With --watch: how many there are, and what found no room. */
	__u32 rings;
	__u32 requests;
	/* The number of the last look at all descriptors. */
	__u32 scan;
	/* This kernel limits the runs of local work (6.13). */
	__u32 limits_local_work;
	__u64 failed_processes;
	__u64 failed_rings;
	__u64 failed_requests;
	__u64 failed_failures;
	__u64 failed_latencies;
	__u64 failed_punts;
};

#endif
