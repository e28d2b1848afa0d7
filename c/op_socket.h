/*
 * The operations of a socket load: messages that are sent, and receives of what
 * comes back. Only the latter complete I/Os. A send posts no CQE unless it fails
 * where the kernel can do so (5.17), else one that is taken and not counted.
 */
#ifndef OP_SOCKET_H
#define OP_SOCKET_H

#include "op.h"

/*
 * Whether the kernel has what receives in this way: 0, or -errno with the step
 * that was refused. Registers the provided buffers, if there are to be any.
 */
int socket_register(struct op *op, struct io_uring *ring, unsigned features,
		    enum uringlab_step *step);

/*
 * Prepares the send of a message of message_begin(): an SQE, or a part of that
 * which was prepared before it, where this is of the same connection.
 */
void socket_prepare(struct op *op, unsigned slot, struct io_uring *ring);

/* Prepares a receive for every connection that has none: how many. */
unsigned socket_receive(struct op *op, struct io_uring *ring);

/*
 * Takes a CQE: how many I/Os have completed by it, whose slots are in
 * messages.arrived and whose result is *res. A CQE of no request of ours is told
 * as that of a slot which is not there, so that it is counted as unexpected.
 */
unsigned socket_take(struct op *op, const struct io_uring_cqe *cqe, int *res);

#endif
