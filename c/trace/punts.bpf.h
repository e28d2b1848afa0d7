/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* With --watch: requests that are given to io-wq, of which file, and why. */
#ifndef URINGLAB_PUNTS_BPF_H
#define URINGLAB_PUNTS_BPF_H

#include "requests.bpf.h"
#include "rings.bpf.h"
#include "state.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct punt_key);
	__type(value, struct punt);
} punts SEC(".maps");

/* How often a worker of io-wq was given a CPU; the loader sets their number. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} wq_cpus SEC(".maps");

/* include/linux/stat.h, include/linux/fs.h */
#define S_IFMT 0170000
#define FMODE_NOWAIT (1 << 27)
/* From 6.0 to 6.9, and since: buffered writes can be tried without waiting. */
#define FMODE_BUF_WASYNC (1U << 31)
#define FOP_BUFFER_WASYNC (1 << 1)
#define S_IFREG 0100000

/*
 * The file of a request. One that was to be given to io-wq from the start has
 * only its descriptor yet, of the thread that submits, which is running.
 */
static __always_inline struct file *file_of(const struct io_kiocb *req)
{
	struct files_struct *files;
	struct fdtable *table;
	struct file **open, *file = req->file;
	__u32 fd = req->cqe.fd;

	if (file || req->flags & IOSQE_FIXED_FILE)
		return file;
	files = bpf_get_current_task_btf()->files;
	table = BPF_CORE_READ(files, fdt);
	if (fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	open = BPF_CORE_READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), open + fd);
	return file;
}

/* Opcodes that have no descriptor leave what was there. */
static __always_inline bool has_file(__u8 opcode)
{
	switch (opcode) {
	case 0: /* NOP */
	case 11: /* TIMEOUT */
	case 12: /* TIMEOUT_REMOVE */
	case 14: /* ASYNC_CANCEL */
	case 15: /* LINK_TIMEOUT */
	case 18 ... 21: /* OPENAT, CLOSE, FILES_UPDATE, STATX */
	case 25: /* MADVISE */
	case 28: /* OPENAT2 */
	case 29: /* EPOLL_CTL */
	case 31: /* PROVIDE_BUFFERS */
	case 32: /* REMOVE_BUFFERS */
	case 35 ... 39: /* RENAMEAT, UNLINKAT, MKDIRAT, SYMLINKAT, LINKAT */
	case 42: /* SETXATTR */
	case 44: /* GETXATTR */
	case 45: /* SOCKET */
	case 50 ... 53: /* WAITID, FUTEX_* */
		return false;
	default:
		return true;
	}
}

/*
 * The kernel sets the flag of IOSQE_ASYNC itself for these, which may always
 * sleep (REQ_F_FORCE_ASYNC in io_uring's .prep functions).
 */
static __always_inline bool always_sleeps(__u8 opcode)
{
	switch (opcode) {
	case 3: /* FSYNC */
	case 8: /* SYNC_FILE_RANGE */
	case 17: /* FALLOCATE */
	case 18: /* OPENAT */
	case 21: /* STATX */
	case 24: /* FADVISE */
	case 25: /* MADVISE */
	case 28: /* OPENAT2 */
	case 30: /* SPLICE */
	case 33: /* TEE */
	case 34: /* SHUTDOWN */
	case 35 ... 39: /* RENAMEAT, UNLINKAT, MKDIRAT, SYMLINKAT, LINKAT */
	case 41 ... 44: /* extended attributes */
	case 55: /* FTRUNCATE */
		return true;
	default:
		return false;
	}
}

static __always_inline bool buffers_without_waiting(struct file *file)
{
	if (bpf_core_field_exists(struct file_operations, fop_flags))
		return BPF_CORE_READ(file, f_op, fop_flags) &
		       FOP_BUFFER_WASYNC;
	return BPF_CORE_READ(file, f_mode) & FMODE_BUF_WASYNC;
}

static __always_inline bool is_write(__u8 opcode)
{
	return opcode == OP_WRITE || opcode == OP_WRITEV ||
	       opcode == OP_WRITE_FIXED || opcode == OP_WRITEV_FIXED;
}

/* io_uring's own answer, which it finds when it has the file. */
static __always_inline bool supports_nowait(const struct io_kiocb *req,
					    struct file *file, bool is_buffered)
{
	/* io_write() asks that of regular files before it tries. */
	if (is_buffered && is_write(req->opcode) &&
	    (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) == S_IFREG &&
	    !buffers_without_waiting(file))
		return false;
	if (req->file)
		return req->flags & settings.nowait_flag;
	return BPF_CORE_READ(file, f_mode) & FMODE_NOWAIT;
}

static __always_inline void name_punt(struct punt *punt, struct file *file)
{
	bpf_probe_read_kernel_str(punt->file, sizeof(punt->file),
				  BPF_CORE_READ(file, f_path.dentry,
						d_name.name));
	bpf_probe_read_kernel_str(punt->filesystem, sizeof(punt->filesystem),
				  BPF_CORE_READ(file, f_inode, i_sb, s_type,
						name));
}

static __always_inline void count_punt(const struct io_kiocb *req)
{
	struct punt_key key = {
		.ring = ring_number(req->ctx),
		.opcode = req->opcode,
	};
	struct file *file = has_file(key.opcode) ? file_of(req) : NULL;
	struct punt *known, punt = {};

	if (!key.ring || !in_window())
		return;
	key.forced = req->flags & IOSQE_ASYNC && !always_sleeps(key.opcode);
	if (file) {
		key.inode = BPF_CORE_READ(file, f_inode, i_ino);
		key.device = BPF_CORE_READ(file, f_inode, i_sb, s_dev);
		key.type = BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;
		key.direct = !!(BPF_CORE_READ(file, f_flags) & O_DIRECT);
		key.nowait = supports_nowait(req, file, !key.direct);
	}
	known = bpf_map_lookup_elem(&punts, &key);
	if (!known) {
		if (file)
			name_punt(&punt, file);
		bpf_map_update_elem(&punts, &key, &punt, BPF_NOEXIST);
		known = bpf_map_lookup_elem(&punts, &key);
	}
	add(known ? &known->count : (__u64 *)&live.failed_punts, 1);
}

/* A worker of io-wq is given this CPU; it has no name the first time. */
static __always_inline void count_worker(struct task_struct *task)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct thread *thread;
	__u64 *count;

	if (!(task->flags & PF_IO_WORKER))
		return;
	thread = thread_of(task);
	if (!thread || thread->kind != KIND_wq || !in_window())
		return;
	count = bpf_map_lookup_elem(&wq_cpus, &cpu);
	if (count)
		add(count, 1);
}

#endif
