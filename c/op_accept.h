/*
 * The operation of the load whose I/Os are connections. The lane asks its waker
 * for each, which connects in the order in which it is asked; and a listener
 * hands out connections in the order in which they were made. So the n-th that
 * is accepted is that of the n-th slot that asked, whichever request it comes
 * by. What would break this order ends the lane with EPROTO.
 *
 * What was accepted is closed when its slot is used again: by IORING_OP_CLOSE in
 * the same submit call, or by close(2) where there is no ring.
 */
#ifndef OP_ACCEPT_H
#define OP_ACCEPT_H

#include "op.h"

/*
 * Whether the kernel has what accepts in this way: 0, or -errno with the step
 * that was refused. features are those of the ring, IORING_FEAT_*.
 */
int accept_check(struct op *op, struct io_uring *ring, unsigned features,
		 enum uringlab_step *step);

/*
 * Prepares the SQEs of one I/O: that which closes the slot's last connection,
 * where it had one, and that which accepts, where none waits.
 */
void accept_prepare(struct op *op, unsigned index, struct io_uring *ring);

/* Closes what the last count SQEs would have closed, which the kernel refused. */
void accept_close_unsent(const struct op *op, const struct io_uring *ring,
			 unsigned count);

/*
 * Closes the connections of which CQEs tell that nobody takes any more, as the
 * lane is broken.
 */
void accept_close_untaken(const struct op *op, struct io_uring *ring);

/* Whether a CQE completes an I/O, and then in *index that of which slot. */
bool accept_completes(struct op *op, const struct io_uring_cqe *cqe,
		      uint64_t *index);

/*
 * A connection has been accepted, with the descriptor fd or at that place of the
 * ring's table: whether it is one that was asked for, and then in *index the
 * slot which it belongs to. If not, the lane is broken, and the connection is
 * closed with it.
 */
bool accept_take(struct op *op, int fd, uint64_t *index);

#endif
