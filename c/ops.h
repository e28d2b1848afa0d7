/*
 * What each operation writes into the SQE of one I/O. The load is a constant
 * where these are called, in a loop of its own for each (lane.c), so that none
 * pays for the others.
 */
#ifndef OPS_H
#define OPS_H

#include "op.h"

/* The block that is read next: a random one, or the next of the sequence. */
static inline uint64_t next_block(struct op *op)
{
	if (unlikely(op->sequence))
		return sequence_next(op->sequence);
	return random_below(&op->random, op->cell->blocks);
}

/* One block of the target. */
static inline void read_prepare(struct op *op, struct slot *slot,
				unsigned index, struct io_uring_sqe *sqe)
{
	char *buffer = op_buffer(op, index);

	slot->offset = next_block(op) * op->cell->bs;
	if (unlikely(op->cell->verify))
		stamp_erase(buffer, op->cell->bs);
	sqe->addr = (uintptr_t)buffer;
	sqe->off = slot->offset;
}

/* A read of the slot's own descriptor, which blocks until the waker writes. */
static inline void end_prepare(struct op *op, unsigned index,
			       struct io_uring_sqe *sqe)
{
	sqe->fd = op->params->registerfiles ? (int)index :
					      op->wake.read_fds[index];
	sqe->addr = (uintptr_t)op_buffer(op, index);
}

/* A wait for the slot's futex to change. */
static inline void futex_prepare(struct op *op, unsigned index,
				 struct io_uring_sqe *sqe)
{
	struct wake_word *word = &op->wake.words[index];

	sqe->addr = (uintptr_t)&word->value;
	sqe->off = atomic_load_explicit(&word->value, memory_order_relaxed);
}

/* A timeout, whose end is by the clock and not after some time. */
static inline void timeout_prepare(struct op *op, const struct slot *slot,
				   unsigned index, struct io_uring_sqe *sqe)
{
	struct __kernel_timespec *end = (void *)op_buffer(op, index);
	uint64_t end_ns = slot->start_ns + op->cell->wake_delay_ns;

	end->tv_sec = end_ns / UINT64_C(1000000000);
	end->tv_nsec = end_ns % UINT64_C(1000000000);
	atomic_store_explicit(&op->wake.sent_ns[index], end_ns,
			      memory_order_relaxed);
	sqe->addr = (uintptr_t)end;
}

/* Chooses what an I/O does, which is that of slot number index. */
static inline __attribute__((always_inline)) void
op_prepare(enum uringlab_load load, struct op *op, struct slot *slot,
	   unsigned index, struct io_uring_sqe *sqe)
{
	switch (load) {
	case URINGLAB_LOAD_read:
		read_prepare(op, slot, index, sqe);
		break;
	case URINGLAB_LOAD_nop:
		break;
	case URINGLAB_LOAD_eventfd:
	case URINGLAB_LOAD_pipe:
		end_prepare(op, index, sqe);
		break;
	case URINGLAB_LOAD_futex:
		futex_prepare(op, index, sqe);
		break;
	case URINGLAB_LOAD_timeout:
		timeout_prepare(op, slot, index, sqe);
		break;
	default:
		/* op_socket.c and op_accept.c make those of connections. */
		break;
	}
	sqe->user_data = index;
}

#endif
