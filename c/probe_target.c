/* A target, described and read once. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "clock.h"
#include "ring.h"
#include "threads.h"
#include "uringlab.h"

/* How much later than it should a trial may end. */
#define TRIAL_SLACK_NS (NSEC_PER_SEC / 2)

static int refused(struct uringlab_target *target, int error,
		   enum uringlab_step step)
{
	target->error = error;
	target->step = step;
	return -error;
}

/* Not by glibc's statx() or fstat(), which need glibc 2.28 and 2.33. */
static int status_of(int fd, struct statx *status)
{
	return syscall(SYS_statx, fd, "", AT_EMPTY_PATH,
		       STATX_BASIC_STATS | STATX_DIOALIGN, status);
}

/*
 * O_DIRECT's alignment: statx(2) says it since 6.1; before that it is the
 * logical block size, which a file system does not tell of its device.
 */
static int describe_alignment(int fd, const struct statx *status,
			      struct uringlab_target *target)
{
	int logical_block;

	target->offset_align = target->mem_align = 512;
#if STATX_DIOALIGN
	if (status->stx_mask & STATX_DIOALIGN) {
		/* 0 says that this file cannot be read directly. */
		if (!status->stx_dio_offset_align)
			return refused(target, EINVAL, URINGLAB_STEP_direct);
		target->offset_align = status->stx_dio_offset_align;
		target->mem_align = status->stx_dio_mem_align;
	}
#endif
	if (S_ISBLK(status->stx_mode) &&
	    ioctl(fd, BLKSSZGET, &logical_block) == 0)
		target->offset_align = logical_block;
	/*
	 * Some devices say that they take any buffer, and fill the whole page
	 * around one that does not begin with it (zram, 6.18).
	 */
	if (target->mem_align < target->offset_align)
		target->mem_align = target->offset_align;
	if (target->mem_align < 512)
		target->mem_align = 512;
	return 0;
}

static int describe(int fd, struct uringlab_target *target)
{
	struct statfs fs;
	struct statx status;

	if (status_of(fd, &status) || fstatfs(fd, &fs))
		return refused(target, errno, URINGLAB_STEP_stat);
	if (!S_ISREG(status.stx_mode) && !S_ISBLK(status.stx_mode))
		return refused(target,
			       S_ISDIR(status.stx_mode) ? EISDIR : ENOTBLK,
			       URINGLAB_STEP_type);
	target->is_block_device = S_ISBLK(status.stx_mode);
	target->major = target->is_block_device ? status.stx_rdev_major :
						  status.stx_dev_major;
	target->minor = target->is_block_device ? status.stx_rdev_minor :
						  status.stx_dev_minor;
	target->fs_magic = (uint32_t)fs.f_type;
	target->bytes = status.stx_size;
	target->allocated_bytes = status.stx_blocks * UINT64_C(512);
	if (target->is_block_device &&
	    ioctl(fd, BLKGETSIZE64, &target->bytes))
		return refused(target, errno, URINGLAB_STEP_stat);
	return describe_alignment(fd, &status, target);
}

/*
 * One read, by a thread of its own. A target that does not answer may hold the
 * thread in the kernel: then it keeps all this, and whoever waited goes on.
 */
struct trial {
	char path[PATH_MAX];
	void *buffer;
	uint64_t bs;
	uint64_t patience_ns;
	uint64_t answer; /* bytes that were read, or an errno */
	enum uringlab_step step; /* that failed; none: answer is bytes */
};

static void trial_failed(struct trial *trial, int error,
			 enum uringlab_step step)
{
	trial->answer = error;
	trial->step = step;
}

/*
 * By a ring, because a thread that waits for one read of a dead disk in
 * pread(2) can be ended by nobody, nor can its process.
 */
static void read_by_ring(struct trial *trial, int fd, struct io_uring *ring)
{
	struct __kernel_timespec patience = {
		.tv_sec = trial->patience_ns / NSEC_PER_SEC,
		.tv_nsec = trial->patience_ns % NSEC_PER_SEC,
	};
	struct io_uring_cqe *cqe;
	int ret;

	io_uring_prep_read(io_uring_get_sqe(ring), fd, trial->buffer, trial->bs,
			   0);
	ret = io_uring_submit(ring);
	if (ret >= 0)
		do
			ret = io_uring_wait_cqe_timeout(ring, &cqe, &patience);
		while (ret == -EINTR);
	if (ret >= 0)
		ret = cqe->res;
	if (ret < 0)
		trial_failed(trial, ret == -ETIME ? ETIMEDOUT : -ret,
			     URINGLAB_STEP_read);
	else
		trial->answer = ret;
}

static void read_without_ring(struct trial *trial, int fd)
{
	ssize_t got = pread(fd, trial->buffer, trial->bs, 0);

	if (got < 0)
		trial_failed(trial, errno, URINGLAB_STEP_read);
	else
		trial->answer = got;
}

static void *try_to_read(void *argument)
{
	struct trial *trial = argument;
	/* No O_NONBLOCK: it keeps io_uring from waiting where it has to. */
	int fd = open(trial->path, O_RDONLY | O_CLOEXEC | O_DIRECT);
	struct io_uring ring;
	bool has_ring;

	if (fd < 0) {
		trial_failed(trial, errno, URINGLAB_STEP_direct);
		return NULL;
	}
	/* Two entries, as the timeout is one of its own before Linux 5.11. */
	has_ring = io_uring_queue_init(2, &ring, 0) == 0;
	/*
	 * Without a ring that reads, pread() tells what the target does. The
	 * ring is not reported here: a cell that needs one says what is wrong.
	 */
	if (has_ring && ring_takes(&ring, IORING_OP_READ) == 0)
		read_by_ring(trial, fd, &ring);
	else
		read_without_ring(trial, fd);
	if (has_ring)
		io_uring_queue_exit(&ring);
	close(fd);
	return NULL;
}

static int run_trial(struct trial *trial, struct uringlab_target *target)
{
	uint64_t deadline = now_ns() + trial->patience_ns + TRIAL_SLACK_NS;
	sigset_t all, callers;
	pthread_t thread;
	int error;

	/* Signals are for the caller's threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &callers);
	error = pthread_create(&thread, NULL, try_to_read, trial);
	pthread_sigmask(SIG_SETMASK, &callers, NULL);
	if (error)
		return refused(target, error, URINGLAB_STEP_thread);
	if (!join_by(thread, deadline)) {
		pthread_detach(thread);
		return refused(target, ETIMEDOUT, URINGLAB_STEP_read);
	}
	if (trial->step)
		return refused(target, trial->answer, trial->step);
	if (trial->answer < trial->bs)
		return refused(target, ENODATA, URINGLAB_STEP_read);
	return 0;
}

static int read_block(const char *path, uint64_t bs, uint64_t patience_ns,
		      struct uringlab_target *target)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	int ret = trial ? posix_memalign(&trial->buffer, target->mem_align, bs) :
			  ENOMEM;

	if (ret) {
		free(trial);
		return refused(target, ret, URINGLAB_STEP_memory);
	}
	snprintf(trial->path, sizeof(trial->path), "%s", path);
	trial->bs = bs;
	trial->patience_ns = patience_ns;
	ret = run_trial(trial, target);
	/* The disk may still write into the buffer of a read that is late. */
	if (ret != -ETIMEDOUT) {
		free(trial->buffer);
		free(trial);
	}
	return ret;
}

int64_t uringlab_probe_target(const char *path, uint64_t bs,
			      uint64_t patience_ns,
			      struct uringlab_target *target)
{
	/* Non-blocking: a FIFO must be described, not waited for. */
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	int fd, ret;

	if (target->size != sizeof(*target))
		return -EINVAL;
	*target = (struct uringlab_target){ .size = sizeof(*target) };
	if (strlen(path) >= PATH_MAX)
		return refused(target, ENAMETOOLONG, URINGLAB_STEP_open);
	fd = open(path, flags);
	if (fd < 0)
		return refused(target, errno, URINGLAB_STEP_open);
	ret = describe(fd, target);
	close(fd);
	if (ret < 0)
		return ret;
	fd = open(path, flags | O_DIRECT);
	if (fd < 0)
		return refused(target, errno, URINGLAB_STEP_direct);
	close(fd);
	return bs ? read_block(path, bs, patience_ns, target) : 0;
}
