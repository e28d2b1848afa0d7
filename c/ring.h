/* Rings as io_uring_setup(2) makes them. */
#ifndef RING_H
#define RING_H

#include <liburing.h>

/* Linux 6.6: SQEs are taken in their own order, and there is no sq.array. */
#ifndef IORING_SETUP_NO_SQARRAY
#define IORING_SETUP_NO_SQARRAY (1U << 16)
#endif

/*
 * io_uring_queue_init_params() for every flag: that of liburing before 2.5
 * writes to the sq.array also where there is none, which is where the heads
 * and tails of the ring are; the kernel then waits for ever, beyond the reach
 * of any signal. Returns 0 or -errno.
 */
int ring_open(struct io_uring *ring, unsigned entries,
	      struct io_uring_params *params);

/*
 * Whether the kernel knows IORING_OP_READ, which came with Linux 5.6: 0, or
 * -EINVAL, with which an older kernel would answer every single read.
 */
int ring_takes_reads(struct io_uring *ring);

/*
 * Whether reads of this ring may name a file that is not registered: 0, or
 * -EBADF, with which an SQ thread before Linux 5.11 answers each of them.
 */
int ring_takes_any_file(const struct io_uring *ring);

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

/* io_uring_enter(2) with no signal mask: what it answers, or -errno. */
static inline int ring_enter(int fd, unsigned to_submit, unsigned min_complete,
			     unsigned flags)
{
	return io_uring_enter(fd, to_submit, min_complete, flags, NULL);
}

#endif
