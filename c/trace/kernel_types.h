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
typedef unsigned short umode_t;
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

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
};

struct file_system_type {
	const char *name;
};

struct super_block {
	unsigned long s_magic;
	unsigned int s_dev;
	struct file_system_type *s_type;
};

struct inode {
	umode_t i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file_operations {
	/* From 6.10. */
	unsigned int fop_flags;
};

struct file {
	unsigned int f_mode;
	unsigned int f_flags;
	const struct file_operations *f_op;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
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
	struct signal_struct *signal;
	struct files_struct *files;
	struct callback_head *task_works;
	/* A worker of io-wq has one (5.17). */
	void *worker_private;
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

struct io_submit_state {
	unsigned short submit_nr;
};

struct io_ring_ctx {
	unsigned int flags;
	unsigned int sq_entries;
	unsigned int cq_entries;
	struct io_submit_state submit_state;
	struct io_rings *rings;
	/* What DEFER_TASKRUN has to run: from 6.1, and from 7.2. */
	struct llist_head work_llist;
	struct mpscq work_list;
	/* What the last run left of what it had taken: from 6.13 to 7.1. */
	struct llist_head retry_llist;
};

struct io_cmd_data {
	struct file *file;
};

struct io_cqe {
	__u64 user_data;
	int fd;
};

/* Its flags have been 64 bits since 6.9; the lower ones are IOSQE_*. */
struct io_kiocb {
	struct file *file;
	struct io_cmd_data cmd;
	__u8 opcode;
	__u32 flags;
	struct io_cqe cqe;
	struct io_ring_ctx *ctx;
	void *async_data;
};

/* In the request's cmd, by opcode. */
struct io_rw {
	__u64 addr;
	__u32 len;
};

struct io_sr_msg {
	int len;
	__u16 flags;
};

struct io_poll {
	unsigned int events;
};

struct io_timeout_data {
	__u32 flags;
};

struct io_uring_cqe {
	__u64 user_data;
	__s32 res;
	__u32 flags;
};

struct irqaction {
	const char *name;
};

struct cpumask {
	unsigned long bits[1];
};

struct bpf_iter_meta;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

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
