/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * With --watch: rings, found when they are made, by their descriptors or by
 * their first event, the threads that use them, and where what happens to their
 * requests is counted.
 */
#ifndef URINGLAB_RINGS_BPF_H
#define URINGLAB_RINGS_BPF_H

#include "state.bpf.h"

/* include/uapi/linux/io_uring.h */
#define IORING_SETUP_SQPOLL (1 << 1)
/* include/uapi/linux/magic.h */
#define ANON_INODE_FS_MAGIC 0x09041934

/* Without --watch the loader leaves one entry to each of these maps. */
#define RINGS_MAX 4096

/* Ring 0 is none. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RINGS_MAX);
	__type(key, __u32);
	__type(value, struct ring);
} rings SEC(".maps");

#define REQUESTS_MAX 16384

/* What was counted of a ring's requests of one opcode. Number 0 is of none. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, REQUESTS_MAX);
	__type(key, __u32);
	__type(value, struct requests);
} requests SEC(".maps");

/*
 * The ring that an address belongs to now: the kernel may give that of a closed
 * ring to the next one, whose counts are its own.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RINGS_MAX);
	__type(key, __u64);
	__type(value, __u32);
} ring_numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct ring_thread_key);
	__type(value, struct ring_thread);
} ring_threads SEC(".maps");

static __always_inline struct ring *ring_at(__u32 number)
{
	return bpf_map_lookup_elem(&rings, &number);
}

/* Whether the kernel's fields of a ring can be read here. */
static __always_inline bool knows_rings(void)
{
	return bpf_core_field_exists(struct io_ring_ctx, flags) &&
	       bpf_core_field_exists(struct io_ring_ctx, sq_entries) &&
	       bpf_core_field_exists(struct io_ring_ctx, cq_entries);
}

static __always_inline void read_ring(struct ring *ring)
{
	struct io_ring_ctx *ctx = (void *)ring->address;

	if (!knows_rings())
		return;
	ring->flags = BPF_CORE_READ(ctx, flags);
	/* A ring can be resized. */
	ring->sq_entries = BPF_CORE_READ(ctx, sq_entries);
	ring->cq_entries = BPF_CORE_READ(ctx, cq_entries);
}

/* A ring of a process that is watched; 0 where there is no room for it. */
static __always_inline __u32 make_ring(__u64 address, struct process *process)
{
	struct ring *ring;
	__u32 number, *known;

	if (live.rings >= RINGS_MAX - 1)
		goto failed;
	number = __sync_fetch_and_add(&live.rings, 1) + 1;
	ring = ring_at(number);
	if (!ring)
		goto failed;
	ring->address = address;
	ring->pid = process->pid;
	read_ring(ring);
	if (!process->used_ns)
		process->used_ns = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&ring_numbers, &address, &number,
				BPF_NOEXIST)) {
		/* Another CPU was faster, or there is no room. */
		ring->address = 0;
		known = bpf_map_lookup_elem(&ring_numbers, &address);
		if (!known)
			goto failed;
		return *known;
	}
	return number;
failed:
	add((__u64 *)&live.failed_rings, 1);
	return 0;
}

/* The number of an event's ring; 0 for those of processes not watched. */
static __always_inline __u32 ring_number(const void *ctx)
{
	__u64 address = (__u64)ctx;
	__u32 *known = bpf_map_lookup_elem(&ring_numbers, &address);
	struct process *process;

	if (known)
		return *known;
	process = process_of(bpf_get_current_task_btf()->tgid);
	return process ? make_ring(address, process) : 0;
}

static __always_inline void count_ring(struct ring *ring, __u32 what)
{
	add(&ring->counts[what], 1);
}

/* Notes that a thread uses a ring. */
static __always_inline void note_thread(__u32 number, const struct thread *thread,
					__u32 role)
{
	struct ring_thread_key key = {
		.ring = number,
		.tid = (__u32)bpf_get_current_pid_tgid(),
	};
	struct ring_thread user = { .tid = thread->tid, .roles = role };
	struct ring_thread *known = bpf_map_lookup_elem(&ring_threads, &key);

	if (known)
		known->roles |= role;
	else if (bpf_map_update_elem(&ring_threads, &key, &user, BPF_ANY))
		add((__u64 *)&live.failed_rings, 1);
}

static __always_inline void note_submitter(__u32 number, struct ring *ring,
					   const struct thread *thread)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();

	if (ring->submitter == tid)
		return;
	ring->submitter = tid;
	note_thread(number, thread, ROLE_submits);
}

/* A waiting call that has too few completions. */
static __always_inline void count_wait(const void *ctx,
				       const struct thread *thread,
				       bool submitted)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	__u32 number = ring_number(ctx);
	struct ring *ring = ring_at(number);

	if (!number || !ring)
		return;
	/* The call has submitted what it could. */
	ring->left = 0;
	if (ring->waiter != tid) {
		ring->waiter = tid;
		note_thread(number, thread, ROLE_waits);
	}
	if (!in_window())
		return;
	count_ring(ring, RING_waits);
	/* It is the SQ thread that submits, whatever the call asks for. */
	if (!submitted || ring->flags & IORING_SETUP_SQPOLL)
		count_ring(ring, RING_waits_only);
}

/* Whether a ring with DEFER_TASKRUN has completions to run. */
static __always_inline bool has_local_work(struct io_ring_ctx *ring)
{
	if (bpf_core_field_exists(struct io_ring_ctx, work_llist))
		return BPF_CORE_READ(ring, work_llist.first);
	if (bpf_core_field_exists(struct io_ring_ctx, work_list)) {
		__u32 offset = bpf_core_field_offset(struct io_ring_ctx,
						     work_list) +
			       bpf_core_field_offset(struct mpscq, stub);

		/* An empty queue's tail is its stub. */
		return (void *)BPF_CORE_READ(ring, work_list.tail) !=
		       (void *)ring + offset;
	}
	return false;
}

static __always_inline bool limits_local_work(void)
{
	return bpf_core_field_exists(struct io_ring_ctx, retry_llist) ||
	       bpf_core_field_exists(struct io_ring_ctx, work_list);
}

/* IO_LOCAL_TW_DEFAULT_MAX */
#define LOCAL_WORK_MAX 20

/* Runs after a sleep end earlier: they run what the call still waits for. */
static __always_inline bool is_capped(struct io_ring_ctx *ctx, int delivered)
{
	if (delivered < LOCAL_WORK_MAX)
		return false;
	if (bpf_core_field_exists(struct io_ring_ctx, retry_llist))
		return BPF_CORE_READ(ctx, retry_llist.first);
	return bpf_core_field_exists(struct io_ring_ctx, work_list) &&
	       has_local_work(ctx);
}

static __always_inline void count_local_run(void *ctx, int delivered)
{
	__u32 number = ring_number(ctx);
	struct ring *ring = ring_at(number);

	if (!number || !ring || !in_window())
		return;
	count_ring(ring, RING_local_runs);
	add(&ring->counts[RING_local_items], delivered);
	if (is_capped(ctx, delivered))
		add(&ring->capped_runs, 1);
}

SEC("tp_btf/io_uring_create")
int BPF_PROG(ring_create, int fd, void *created)
{
	struct process *process;
	__u64 address = (__u64)created;
	struct ring *ring;
	__u32 number;

	count_fired(PROGRAM_ring_create);
	bpf_map_delete_elem(&ring_numbers, &address);
	process = process_of(bpf_get_current_task_btf()->tgid);
	if (!process)
		return 0;
	number = make_ring(address, process);
	ring = ring_at(number);
	if (!number || !ring)
		return 0;
	ring->fd = fd;
	ring->scan = live.scan;
	return 0;
}

/* Nobody but the kernel can make a file of this name in that file system. */
static __always_inline bool is_ring(struct file *file)
{
	char name[11] = {};

	if (BPF_CORE_READ(file, f_inode, i_sb, s_magic) != ANON_INODE_FS_MAGIC)
		return false;
	bpf_probe_read_kernel_str(name, sizeof(name),
				  BPF_CORE_READ(file, f_path.dentry,
						d_name.name));
	/* "[io_uring]" */
	return *(__u64 *)name == 0x6e6972755f6f695bULL && name[8] == 'g';
}

/* Run over the descriptors of a process: finds its rings. */
SEC("iter/task_file")
int find_rings(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct process *process;
	struct ring *ring;
	__u64 address;
	__u32 number, *known;

	live.limits_local_work = limits_local_work();
	if (!task || !file)
		return 0;
	process = process_of(task->tgid);
	if (!process || !is_ring(file))
		return 0;
	address = (__u64)BPF_CORE_READ(file, private_data);
	known = bpf_map_lookup_elem(&ring_numbers, &address);
	number = known ? *known : make_ring(address, process);
	ring = ring_at(number);
	/* A child has inherited it, or it has a second descriptor. */
	if (!number || !ring || ring->pid != process->pid ||
	    ring->scan == live.scan)
		return 0;
	ring->fd = ctx->fd;
	ring->inode = BPF_CORE_READ(file, f_inode, i_ino);
	ring->scan = live.scan;
	read_ring(ring);
	return 0;
}

#endif
