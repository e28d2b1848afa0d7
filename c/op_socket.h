/*
 * The operation of a socket load: a message that is sent, and one that comes
 * back. Only the second completes the I/O. The send posts no CQE unless it fails
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

/* Prepares the SQEs of one I/O: its send and, where none waits, its receive. */
void socket_prepare(struct op *op, unsigned index, struct io_uring *ring);

/* Whether a CQE completes an I/O, whose time of sending is then known. */
bool socket_completes(struct op *op, const struct io_uring_cqe *cqe);

#endif
