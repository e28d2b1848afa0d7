/* Rings as io_uring_setup(2) makes them. */
#ifndef RING_H
#define RING_H

#include <errno.h>
#include <liburing.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compat.h"

/*
 * io_uring_queue_init_params() for every flag and with every liburing from 0.7
 * on: that of liburing before 2.5 writes to the sq.array also where there is
 * none, which is where the heads and tails of the ring are; the kernel then
 * waits for ever, beyond the reach of any signal. Returns 0 or -errno.
 */
int ring_open(struct io_uring *ring, unsigned entries,
	      struct io_uring_params *params);

/*
 * Whether the kernel knows an operation, IORING_OP_READ (5.6) for example: 0,
 * or -EINVAL, with which an older kernel would answer every single I/O.
 */
int ring_takes(struct io_uring *ring, unsigned opcode);

/*
 * Whether reads of a ring with these parameters, as io_uring_setup(2) has
 * answered them, may name a file that is not registered: 0, or -EBADF, with
 * which an SQ thread before Linux 5.11 answers each of them.
 */
int ring_takes_any_file(const struct io_uring_params *params);

/*
 * Registers the ring's descriptor for the calling thread. Returns its index,
 * which io_uring_enter(2) takes with IORING_ENTER_REGISTERED_RING, or -errno.
 */
int ring_register_fd(const struct io_uring *ring);

/* Gives the kernel a ring of count provided buffers as group 0: 0 or -errno. */
int ring_register_buffer_ring(const struct io_uring *ring,
			      struct provided_buffer *buffers, unsigned count);

/* Gives that index back; only the thread that registered it can. */
void ring_unregister_fd(const struct io_uring *ring, unsigned index);

/* The next SQE, which is free: see ring_entries() in lane_open.c. */
static inline struct io_uring_sqe *ring_next_sqe(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	return &sq->sqes[sq->sqe_tail++ & *sq->kring_mask];
}

/* How many SQEs were prepared that the kernel was not shown yet. */
static inline unsigned ring_prepared(const struct io_uring *ring)
{
	return ring->sq.sqe_tail - ring->sq.sqe_head;
}

/*
 * Shows the kernel the SQEs that were prepared. liburing does this in
 * io_uring_submit(), which then adds GETEVENTS by itself when IORING_SQ_TASKRUN
 * is set: here the flags are the experiment's.
 */
static inline void ring_flush_sqes(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	sq->sqe_head = sq->sqe_tail;
	io_uring_smp_store_release(sq->ktail, sq->sqe_tail);
}

/*
 * io_uring_enter(2) with no signal mask: what it answers, or -errno. liburing
 * exports it only since 2.3.
 */
static inline int ring_enter(int fd, unsigned to_submit, unsigned min_complete,
			     unsigned flags)
{
#ifdef __x86_64__
	/* As liburing's own: the loop pays for no errno. */
	register long r10 __asm__("r10") = flags;
	register long r8 __asm__("r8") = 0;
	register long r9 __asm__("r9") = 0;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(SYS_io_uring_enter), "D"(fd), "S"(to_submit),
			   "d"(min_complete), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
#else
	long ret = syscall(SYS_io_uring_enter, fd, to_submit, min_complete,
			   flags, NULL, 0);

	return ret < 0 ? -errno : ret;
#endif
}

#endif
