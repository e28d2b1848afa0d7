#define _GNU_SOURCE
#include "op_accept.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat.h"
#include "ring.h"

/* In the user_data: no CQE of these names a slot. */
#define ACCEPTED (UINT64_C(1) << 32)
#define CLOSED (UINT64_C(2) << 32)

/* Whether connections are in the ring's table of files, not the process's. */
static bool is_direct(const struct op *op)
{
	return op->wake.table;
}

int accept_check(struct op *op, struct io_uring *ring, unsigned features,
		 enum uringlab_step *step)
{
	op->silent_flags = silent_flags_of(features);
	*step = URINGLAB_STEP_accept_kind;
	return op->params->accept == URINGLAB_ACCEPT_multishot || is_direct(op) ?
		       ring_takes(ring, OP_SOCKET) :
		       0;
}

/* An SQE with nothing in it that another one left. */
static struct io_uring_sqe *begin(struct io_uring *ring, uint64_t user_data)
{
	struct io_uring_sqe *sqe = ring_next_sqe(ring);

	memset(sqe, 0, sizeof(*sqe));
	sqe->user_data = user_data;
	return sqe;
}

/* Headers before 5.15 call file_index by the name of what shares its place. */
static void set_file_index(struct io_uring_sqe *sqe, unsigned file_index)
{
	sqe->splice_fd_in = file_index;
}

static void prepare_close(struct op *op, int fd, struct io_uring *ring)
{
	struct io_uring_sqe *sqe = begin(ring, CLOSED);

	sqe->opcode = IORING_OP_CLOSE;
	sqe->flags = op->silent_flags;
	if (is_direct(op))
		set_file_index(sqe, fd + 1);
	else
		sqe->fd = fd;
}

static void prepare_accept(struct op *op, struct io_uring *ring)
{
	struct io_uring_sqe *sqe = begin(ring, ACCEPTED);

	sqe->opcode = IORING_OP_ACCEPT;
	if (is_direct(op)) {
		sqe->flags = IOSQE_FIXED_FILE;
		set_file_index(sqe, IORING_FILE_INDEX_ALLOC);
	} else {
		sqe->fd = op->wake.listener;
		sqe->accept_flags = SOCK_CLOEXEC;
	}
	if (op->params->accept == URINGLAB_ACCEPT_multishot) {
		sqe->ioprio = IORING_ACCEPT_MULTISHOT;
		atomic_store_explicit(&op->accepts.waits, true,
				      memory_order_relaxed);
	}
}

/*
 * Whether a multishot request waits in the kernel. A partner may be about to
 * take its last CQE, so that this is no longer true. No I/O is stuck by that: the
 * CQE tells of a connection as well, and when the worker uses the slot of that
 * again, it finds that no request waits and prepares another one.
 */
static bool waits(const struct op *op)
{
	return atomic_load_explicit(&op->accepts.waits, memory_order_relaxed);
}

void accept_prepare(struct op *op, unsigned index, struct io_uring *ring)
{
	int fd = op->wake.read_fds[index];

	if (fd >= 0) {
		op->wake.read_fds[index] = -1;
		prepare_close(op, fd, ring);
	}
	if (!waits(op))
		prepare_accept(op, ring);
}

void accept_close_unsent(const struct op *op, const struct io_uring *ring,
			 unsigned count)
{
	const struct io_uring_sq *sq = &ring->sq;

	while (count--) {
		const struct io_uring_sqe *sqe =
			&sq->sqes[(sq->sqe_tail - 1 - count) & *sq->kring_mask];

		if (sqe->opcode == IORING_OP_CLOSE && !is_direct(op))
			close(sqe->fd);
	}
}

void accept_close_untaken(const struct op *op, struct io_uring *ring)
{
	struct io_uring_cqe *cqe;
	unsigned head;

	io_uring_for_each_cqe(ring, head, cqe)
		if (cqe->user_data == ACCEPTED && cqe->res >= 0 &&
		    !is_direct(op))
			close(cqe->res);
}

/* Whether the slot's connection was made after that which came before. */
static bool is_next(struct op *op, unsigned index)
{
	uint64_t sent_ns = wake_sent_ns(&op->wake, index);
	bool is_later = sent_ns > op->accepts.last_sent_ns;

	op->accepts.last_sent_ns = sent_ns;
	return is_later;
}

bool accept_take(struct op *op, int fd, uint64_t *index)
{
	struct wake *wake = &op->wake;
	uint64_t asked = atomic_load_explicit(&wake->tail,
					      memory_order_acquire);
	unsigned slot;

	/* Anybody may connect to a port, and then takes a place in the order. */
	if (unlikely(op->accepts.count == asked)) {
		if (!is_direct(op))
			close(fd);
		op_break(op, EPROTO);
		return false;
	}
	slot = atomic_load_explicit(
		&wake->asks[op->accepts.count++ % wake->iodepth].slot,
		memory_order_relaxed);
	wake->read_fds[slot] = fd;
	*index = slot;
	if (likely(is_next(op, slot)))
		return true;
	op_break(op, EPROTO);
	return false;
}

bool accept_completes(struct op *op, const struct io_uring_cqe *cqe,
		      uint64_t *index)
{
	bool is_accepted = cqe->user_data == ACCEPTED;

	/* One that is not ours is counted as such. */
	*index = UINT64_MAX;
	if (unlikely(!is_accepted && cqe->user_data != CLOSED))
		return true;
	if (is_accepted && waits(op) && !(cqe->flags & IORING_CQE_F_MORE)) {
		atomic_store_explicit(&op->accepts.waits, false,
				      memory_order_relaxed);
		op_count_rearm(op);
	}
	if (unlikely(cqe->res < 0)) {
		op_break(op, -cqe->res);
		return false;
	}
	return is_accepted && accept_take(op, cqe->res, index);
}
