/* What this machine can do, found out by trying. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "affinity.h"
#include "clock.h"
#include "ring.h"
#include "uringlab.h"

int64_t uringlab_probe_ring(uint64_t setup_flags, uint64_t entries)
{
	/* An SQ thread is refused any CPU outside this process's cpuset. */
	struct io_uring_params params = { .flags = setup_flags,
					  .sq_thread_cpu = sched_getcpu() };
	struct io_uring ring;
	int ret = ring_open(&ring, entries, &params);

	if (ret < 0)
		return ret;
	io_uring_queue_exit(&ring);
	return 0;
}

/* A call that waits for nothing, by the descriptor or its index. */
static int enter_ring(const struct io_uring *ring, unsigned flags)
{
	int fd = ring->ring_fd;
	int ret;

	if (!(flags & IORING_ENTER_REGISTERED_RING))
		return ring_enter(fd, 0, 0, flags);
	fd = ring_register_fd(ring);
	if (fd < 0)
		return fd;
	ret = ring_enter(fd, 0, 0, flags);
	ring_unregister_fd(ring, fd);
	return ret;
}

int64_t uringlab_probe_enter(uint64_t enter_flags)
{
	struct io_uring_params params = { 0 };
	struct io_uring ring;
	int ret = ring_open(&ring, 1, &params);

	if (ret < 0)
		return ret;
	ret = enter_ring(&ring, enter_flags | IORING_ENTER_GETEVENTS);
	io_uring_queue_exit(&ring);
	return ret;
}

int64_t uringlab_probe_reads(void)
{
	struct io_uring_params params = { 0 };
	struct io_uring ring;
	int ret = ring_open(&ring, 1, &params);

	if (ret < 0)
		return ret;
	ret = ring_takes(&ring, IORING_OP_READ);
	io_uring_queue_exit(&ring);
	return ret;
}

uint64_t uringlab_now_ns(void)
{
	return now_ns();
}

/*
 * Forbids this thread the system call and then asks for the time: only the
 * vDSO can still answer. Names of clock sources need not be known for that.
 */
static void *clock_without_system_call(void *argument)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = filter,
	};
	int64_t *answer = argument;
	struct timespec ts;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		*answer = -errno;
	else
		*answer = clock_gettime(CLOCK_MONOTONIC, &ts) == 0;
	return NULL;
}

int64_t uringlab_probe_clock(void)
{
	int64_t answer;
	pthread_t thread;
	/* A thread of its own, since a filter cannot be taken off again. */
	int error = pthread_create(&thread, NULL, clock_without_system_call,
				   &answer);

	if (error)
		return -error;
	pthread_join(thread, NULL);
	return answer;
}

struct attempt {
	struct cpu_mask mask;
	int ret;
};

static void *try_to_bind(void *argument)
{
	struct attempt *attempt = argument;

	attempt->ret = bind_thread(0, &attempt->mask);
	return NULL;
}

int64_t uringlab_probe_affinity(const uint64_t *cpus, uint64_t cpu_count)
{
	struct attempt attempt;
	pthread_t thread;
	int error;

	attempt.ret = cpu_mask_of(&attempt.mask, cpus, cpu_count);
	if (attempt.ret < 0)
		return attempt.ret;
	error = pthread_create(&thread, NULL, try_to_bind, &attempt);
	if (error)
		return -error;
	pthread_join(thread, NULL);
	return attempt.ret;
}

int64_t uringlab_probe_memlock(uint64_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int error = 0;

	if (memory == MAP_FAILED)
		return -errno;
	/* On fault only: the limit is what is asked, not the memory. */
	if (mlock2(memory, bytes, MLOCK_ONFAULT))
		error = errno;
	munmap(memory, bytes);
	return -error;
}
