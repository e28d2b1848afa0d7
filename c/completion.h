/* What a CQE completes, whatever the load. */
#ifndef COMPLETION_H
#define COMPLETION_H

#include "op_accept.h"
#include "op_socket.h"

/* Which slot's I/O has completed, and with what result. */
struct completion {
	uint64_t index;
	int res;
};

/*
 * Whether a CQE completes an I/O, and then which: that of a close does not. Not
 * for loads with sockets, of which a CQE may complete several I/Os or none:
 * socket_take().
 */
static inline bool completion_of(struct op *op, const struct io_uring_cqe *cqe,
				 struct completion *io)
{
	*io = (struct completion){ cqe->user_data, cqe->res };
	if (unlikely(op->cell->load == URINGLAB_LOAD_accept)) {
		/* The result is a descriptor; one that failed is no I/O. */
		io->res = op->expected;
		return accept_completes(op, cqe, &io->index);
	}
	return true;
}

#endif
