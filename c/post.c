#define _GNU_SOURCE
#include "post.h"

#include <errno.h>

#include "branches.h"
#include "compat.h"
#include "ring.h"

int post_open(struct io_uring *ring)
{
	struct io_uring_params params = { 0 };
	int ret = ring_open(ring, 1, &params);

	if (ret < 0)
		return ret;
	/* What is the same in all messages: the kernel only reads it. */
	io_uring_prep_nop(&ring->sq.sqes[0]);
	ring->sq.sqes[0].opcode = OP_MSG_RING;
	/* Its own ring hears of a message that failed, and of no other one. */
	ring->sq.sqes[0].flags = IOSQE_CQE_SKIP_SUCCESS;
	return 0;
}

/* What a message failed with that was sent before: an errno, or 0. */
static int failure_of(struct io_uring *ring)
{
	struct io_uring_cq *cq = &ring->cq;
	unsigned head = *cq->khead;
	int res;

	if (likely(io_uring_smp_load_acquire(cq->ktail) == head))
		return 0;
	res = cq->cqes[head & *cq->kring_mask].res;
	io_uring_cq_advance(ring, 1);
	return res < 0 ? -res : 0;
}

int post_cqe_ringless(int fd, uint64_t user_data)
{
	struct io_uring_sqe sqe = {
		.opcode = OP_MSG_RING,
		.fd = fd,
		.off = user_data,
	};

	return syscall(SYS_io_uring_register, -1, REGISTER_SEND_MSG_RING, &sqe,
		       1) < 0 ?
		       errno :
		       0;
}

int post_takes_ringless(void)
{
	/* It looks for the ring, and there is none. */
	int error = post_cqe_ringless(-1, 0);

	return error == EBADF ? 0 : -error;
}

int post_cqe(struct io_uring *ring, int fd, uint64_t user_data)
{
	struct io_uring_sqe *sqe = ring_next_sqe(ring);
	int ret;

	sqe->fd = fd;
	sqe->off = user_data;
	ring_flush_sqes(ring);
	ret = ring_enter(ring->ring_fd, 1, 0, 0);
	if (unlikely(ret != 1))
		return ret < 0 ? -ret : EAGAIN;
	return failure_of(ring);
}
