/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The maps, and how a program finds the thread that an event is about. */
#ifndef URINGLAB_STATE_BPF_H
#define URINGLAB_STATE_BPF_H

#include "kernel_types.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "arch.h"
#include "names.h"

/* __NR_io_uring_enter: the same number on every architecture (5.1). */
#define IO_URING_ENTER 426
/* include/uapi/linux/io_uring.h */
#define IORING_ENTER_GETEVENTS 1

/* include/linux/sched.h: a thread that the kernel made for io_uring. */
#define PF_IO_WORKER 0x10
#define PF_EXITING 0x4

/* How many keys a map holds: next to none where a test is about losses. */
#ifndef KEYS_MAX
#define KEYS_MAX 16384
#endif
#define KEYS(wanted) ((wanted) < KEYS_MAX ? (wanted) : KEYS_MAX)

/* Sections of their own, so that the loader finds them as maps. */
const volatile struct settings settings SEC(".rodata.settings");
volatile struct live live SEC(".data.live");

/* Preallocated: programs run in interrupts, where nothing can be allocated. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	/* Of a whole run, whose cells have threads of their own. */
	__uint(max_entries, KEYS(16384));
	__type(key, __u32);
	__type(value, struct thread);
} threads SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, KEYS(8192));
	__type(key, struct stack_key);
	__type(value, struct stack_count);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, KEYS(16384));
	__type(key, struct ipi_key);
	__type(value, __u64);
} ipis SEC(".maps");

/* Runs of the class other_syscall by the number of the system call. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, KEYS(1024));
	__type(key, __u32);
	__type(value, __u64);
} syscalls SEC(".maps");

/* What task_work_add() got for the threads, by the callback's address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, KEYS(256));
	__type(key, __u64);
	__type(value, __u64);
} callbacks SEC(".maps");

/* How often each program was run, for any thread: what misses relate to. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PROGRAMS_END);
	__type(key, __u32);
	__type(value, __u64);
} fired SEC(".maps");

/* With --watch. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct process);
} processes SEC(".maps");

struct cpu {
	/* enum entry: its last interrupt, and the one whose handler it is in. */
	__u32 entry;
	__u32 handler;
	__u32 softirq;
	/* The thread of ours that runs there; the one that a kick goes to. */
	__u32 running;
	__u32 kicked;
	/* kick_process() is being run here: only before 6.4. */
	__u32 kicking;
	/*
	 * With --watch: requests to pass before one is timed, how many are passed
	 * on average, and when one was timed last.
	 */
	__u32 skip;
	__u32 interval;
	__u64 timed_ns;
};

/* The loader sets the number of CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu);
} cpus SEC(".maps");

static const struct thread no_thread;

/* A program never runs twice at once on a CPU: the kernel counts a miss then. */
static __always_inline void count_fired(__u32 program)
{
	__u64 *count = bpf_map_lookup_elem(&fired, &program);

	if (count)
		(*count)++;
}

static __always_inline bool is_in_window(__u64 now)
{
	return now >= live.start_ns && now < live.end_ns;
}

static __always_inline bool in_window(void)
{
	return is_in_window(bpf_ktime_get_ns());
}

static __always_inline void add(__u64 *counter, __u64 count)
{
	__sync_fetch_and_add(counter, count);
}

static __always_inline void count(struct thread *thread, __u32 what)
{
	if (in_window())
		add(&thread->counts[what], 1);
}

/*
 * Each sleep ends by a wake-up, and what wakes is not always seen: a kernel may
 * run no program in an interrupt of a thread that it hides (README.md).
 */
static __always_inline void end_wait(struct thread *thread)
{
	__u32 sleeps = thread->wait_sleeps, wakes = thread->wait_wakes;

	if (thread->waiting && sleeps > wakes && in_window())
		add(&thread->wakes[WAKE_unknown], sleeps - wakes);
	thread->waiting = 0;
	thread->wait_sleeps = 0;
	thread->wait_wakes = 0;
}

static __always_inline struct cpu *cpu_state(__u32 cpu)
{
	return bpf_map_lookup_elem(&cpus, &cpu);
}

/* The number of a task in the namespace of the settings; 0: it is not in it. */
static __always_inline __u32 namespace_pid(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);
	void *numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);

	/* PID namespaces nest at most 32 deep (MAX_PID_NS_LEVEL). */
	for (__u32 i = 0; i <= 32 && i <= level; i++) {
		struct upid *upid =
			numbers + i * bpf_core_type_size(struct upid);

		if (BPF_CORE_READ(upid, ns, ns.inum) ==
		    settings.namespace_inode)
			return BPF_CORE_READ(upid, nr);
	}
	return 0;
}

/* Takes a thread's name and what it tells: "iou-sqp-PID", "iou-wrk-PID". */
static __always_inline void name_thread(struct thread *thread,
					struct task_struct *task)
{
	const char *comm = thread->comm;

	bpf_probe_read_kernel_str(thread->comm, sizeof(thread->comm),
				  task->comm);
	if (!(task->flags & PF_IO_WORKER))
		thread->kind = KIND_user;
	/* It has its parent's name before it runs: that of an SQ thread, say. */
	else if (bpf_core_field_exists(struct task_struct, worker_private))
		thread->kind = BPF_CORE_READ(task, worker_private) ? KIND_wq :
								     KIND_sq;
	else if (comm[0] != 'i' || comm[1] != 'o' || comm[2] != 'u')
		thread->kind = KIND_unnamed;
	else
		thread->kind = comm[4] == 's' ? KIND_sq : KIND_wq;
}

static __always_inline struct process *process_of(__u32 tgid)
{
	struct process *process = bpf_map_lookup_elem(&processes, &tgid);

	return process && !process->ended_ns ? process : NULL;
}

static __always_inline bool is_our_tgid(__u32 tgid)
{
	if (settings.watch)
		return process_of(tgid);
	return live.tgid && tgid == live.tgid;
}

static __always_inline bool is_ours(struct task_struct *task)
{
	return is_our_tgid(task->tgid);
}

/* The state of a thread of the traced process; made when first seen. */
static __always_inline struct thread *thread_of(struct task_struct *task)
{
	__u32 key = task->pid;
	struct thread *thread = bpf_map_lookup_elem(&threads, &key);

	if (thread) {
		if (thread->kind == KIND_unnamed)
			name_thread(thread, task);
		return thread;
	}
	/* What is known of it may have been given up already. */
	if (settings.watch && task->flags & PF_EXITING)
		return NULL;
	bpf_map_update_elem(&threads, &key, &no_thread, BPF_NOEXIST);
	thread = bpf_map_lookup_elem(&threads, &key);
	if (!thread) {
		add((__u64 *)&live.failed_threads, 1);
		return NULL;
	}
	name_thread(thread, task);
	thread->tid = namespace_pid(task);
	thread->pid = namespace_pid(BPF_CORE_READ(task, group_leader));
	return thread;
}

/* The running thread, if it is of the traced process. */
static __always_inline struct thread *our_thread(struct task_struct *current)
{
	return is_ours(current) ? thread_of(current) : NULL;
}

static __always_inline struct call call_of_task(struct task_struct *task)
{
	return call_of((struct pt_regs *)bpf_task_pt_regs(task));
}

/* Adds in a map of counters; `failed` counts what the map refuses. */
static __always_inline void add_key(void *map, const void *key, __u64 number,
				    volatile __u64 *failed)
{
	__u64 none = 0, *known = bpf_map_lookup_elem(map, key);

	if (!known) {
		bpf_map_update_elem(map, key, &none, BPF_NOEXIST);
		known = bpf_map_lookup_elem(map, key);
	}
	add(known ? known : (__u64 *)failed, number);
}

static __always_inline void count_key(void *map, const void *key,
				      volatile __u64 *failed)
{
	add_key(map, key, 1, failed);
}

/* Keeps the stack of an event of a class that happened for the nth time. */
static __always_inline void sample_stack(void *ctx, __u32 class, __u64 nth)
{
	struct stack_key key = { .class = class };
	struct stack_count *known, none = {};
	__u64 events = 1;

	if (nth >= settings.whole_stacks) {
		if (nth % settings.stack_interval)
			return;
		events = settings.stack_interval;
	}
	if (bpf_get_stack(ctx, key.frames, sizeof(key.frames), 0) < 0)
		goto failed;
	known = bpf_map_lookup_elem(&stacks, &key);
	if (!known) {
		bpf_map_update_elem(&stacks, &key, &none, BPF_NOEXIST);
		known = bpf_map_lookup_elem(&stacks, &key);
	}
	if (!known)
		goto failed;
	add(&known->samples, 1);
	add(&known->events, events);
	return;
failed:
	add((__u64 *)&live.failed_stacks, 1);
}

#endif
