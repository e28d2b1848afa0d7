/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The types of the kernel as far as the tracer reads them. Only the names of
 * structs and fields matter: where a field lies is found in the kernel's own
 * BTF when the programs are loaded (CO-RE), so one object fits all kernels.
 * What only some kernels have is asked for with bpf_core_field_exists().
 */
#ifndef URINGLAB_KERNEL_TYPES_H
#define URINGLAB_KERNEL_TYPES_H

/* Tells libbpf's headers that registers have the kernel's names for them. */
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;

#define false 0
#define true 1
#define NULL ((void *)0)

/* include/uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
};
enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct callback_head {
	void (*func)(struct callback_head *);
};

struct task_struct {
	unsigned int __state;
	unsigned int flags;
	int pid;
	int tgid;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct pid *thread_pid;
	struct task_struct *group_leader;
	struct callback_head *task_works;
	char comm[16];
};

struct io_uring {
	__u32 head;
	__u32 tail;
};

struct io_rings {
	struct io_uring sq;
	struct io_uring cq;
};

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

struct mpscq {
	struct llist_node *tail;
	struct llist_node stub;
};

struct io_ring_ctx {
	struct io_rings *rings;
	/* What DEFER_TASKRUN has to run: from 6.1, and from 7.2. */
	struct llist_head work_llist;
	struct mpscq work_list;
};

struct irqaction {
	const char *name;
};

struct cpumask {
	unsigned long bits[1];
};

struct bpf_iter_meta;

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r10;
	unsigned long ax;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	__u64 regs[31];
	__u64 pc;
	__u64 orig_x0;
	int syscallno;
};

struct user_pt_regs {
	__u64 regs[31];
};
#endif

#pragma clang attribute pop

#endif
