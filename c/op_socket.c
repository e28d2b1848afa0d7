#define _GNU_SOURCE
#include "op_socket.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "compat.h"
#include "ring.h"

/* In the user_data of a send; the rest is its connection's number. */
#define SENT (UINT64_C(1) << 32)

static int check_kind(struct io_uring *ring, unsigned features, uint64_t recv)
{
	switch (recv) {
	case URINGLAB_RECV_multishot:
		return ring_takes(ring, OP_SEND_ZC);
	case URINGLAB_RECV_poll_first:
		return ring_takes(ring, OP_SOCKET);
	case URINGLAB_RECV_bundle:
		/* No operation came with it, but a feature did. */
		return features & IORING_FEAT_RECVSEND_BUNDLE ? 0 : -EINVAL;
	default:
		return 0;
	}
}

/* Gives a buffer to the kernel, again or for the first time. */
static void provide(struct provided *p, uint16_t id)
{
	struct provided_buffer *entry = &p->ring[id];

	entry->addr = (uintptr_t)(p->buffers + id * p->stride);
	/* Of a bundle's last buffer the kernel may have changed it. */
	entry->len = p->bytes;
	entry->id = id;
	__atomic_store_n(&p->ring[0].tail, ++p->tail, __ATOMIC_RELEASE);
}

/* A buffer is read: it is given back when those are that were taken before. */
static void give_back(struct provided *p, unsigned id)
{
	unsigned mask = p->count - 1;

	p->returned[id] = true;
	while (p->returned[p->tail & mask]) {
		p->returned[p->tail & mask] = false;
		provide(p, p->tail & mask);
	}
}

int socket_register(struct op *op, struct io_uring *ring, unsigned features,
		    enum uringlab_step *step)
{
	int ret = check_kind(ring, features, op->params->recv);

	*step = URINGLAB_STEP_recv_kind;
	op->silent_flags = silent_flags_of(features);
	if (ret < 0 || !recv_takes_provided(op->params->recv))
		return ret;
	*step = URINGLAB_STEP_buf_ring;
	ret = ring_register_buffer_ring(ring, op->provided.ring,
					op->provided.count);
	for (unsigned id = 0; !ret && id < op->provided.count; id++)
		provide(&op->provided, id);
	return ret;
}

/* An SQE for a connection with nothing in it that another one left. */
static struct io_uring_sqe *begin(struct op *op, unsigned connection,
				  struct io_uring *ring)
{
	struct io_uring_sqe *sqe = ring_next_sqe(ring);

	memset(sqe, 0, sizeof(*sqe));
	sqe->fd = op->params->registerfiles ? (int)connection :
					      op->wake.read_fds[connection];
	sqe->flags = (op->params->registerfiles ? IOSQE_FIXED_FILE : 0) |
		     (op->params->force_async ? IOSQE_ASYNC : 0);
	return sqe;
}

static void prepare_recv(struct op *op, unsigned connection,
			 struct io_uring *ring)
{
	const struct messages *m = &op->messages;
	struct io_uring_sqe *sqe = begin(op, connection, ring);
	unsigned at = m->inbound[connection].at;

	sqe->opcode = IORING_OP_RECV;
	sqe->user_data = connection;
	switch (op->params->recv) {
	case URINGLAB_RECV_bundle:
		sqe->ioprio = IORING_RECVSEND_BUNDLE;
		/* fall through */
	case URINGLAB_RECV_multishot:
		sqe->ioprio |= IORING_RECV_MULTISHOT;
		sqe->flags |= IOSQE_BUFFER_SELECT;
		return;
	case URINGLAB_RECV_poll_first:
		sqe->ioprio = IORING_RECVSEND_POLL_FIRST;
		break;
	}
	/* One message, or the rest of one of which a part has come. */
	sqe->addr = (uintptr_t)op_buffer(op, connection_slot(m, connection));
	sqe->len = m->bytes - at;
	if (m->is_stream)
		sqe->msg_flags = MSG_WAITALL;
}

/*
 * The send that is prepared last, if it is of this connection and its messages
 * end where that of the slot begins.
 */
static struct io_uring_sqe *open_send(const struct op *op, unsigned slot,
				      struct io_uring *ring)
{
	const struct messages *m = &op->messages;
	struct io_uring_sqe *sqe;

	if (m->pipeline == 1 || !m->is_stream || !ring_prepared(ring))
		return NULL;
	sqe = &ring->sq.sqes[(ring->sq.sqe_tail - 1) & *ring->sq.kring_mask];
	return sqe->user_data == (SENT | message_connection(m, slot)) &&
			       sqe->addr + sqe->len ==
				       (uintptr_t)message_out(m, slot) ?
		       sqe :
		       NULL;
}

void socket_prepare(struct op *op, unsigned slot, struct io_uring *ring)
{
	const struct messages *m = &op->messages;
	struct io_uring_sqe *sqe = open_send(op, slot, ring);

	if (sqe) {
		sqe->len += m->bytes;
		return;
	}
	sqe = begin(op, message_connection(m, slot), ring);
	sqe->opcode = IORING_OP_SEND;
	sqe->flags |= op->silent_flags;
	sqe->addr = (uintptr_t)message_out(m, slot);
	sqe->len = m->bytes;
	sqe->msg_flags = MSG_NOSIGNAL;
	/*
	 * One that would wait for room would let those that follow it overtake
	 * it: there is room (connector_try_room()), or the lane is broken.
	 */
	if (m->pipeline > 1)
		sqe->msg_flags |= MSG_DONTWAIT | MSG_WAITALL;
	sqe->user_data = SENT | message_connection(m, slot);
}

unsigned socket_receive(struct op *op, struct io_uring *ring)
{
	unsigned count = 0;
	int connection;

	while ((connection = messages_next_idle(&op->messages)) >= 0) {
		prepare_recv(op, connection, ring);
		count++;
	}
	return count;
}

/* What has come into provided buffers, of which the first has this number. */
static unsigned take_provided(struct op *op, unsigned connection, unsigned id,
			      unsigned bytes)
{
	struct provided *p = &op->provided;
	unsigned arrived = 0;

	while (bytes) {
		unsigned part = bytes < p->bytes ? bytes : p->bytes;

		arrived += messages_take(&op->messages, connection,
					 p->buffers + id * p->stride, part,
					 arrived);
		give_back(p, id);
		id = (id + 1) & (p->count - 1);
		bytes -= part;
	}
	return arrived;
}

/* What a receive has brought: how many messages are whole by it. */
static unsigned take_bytes(struct op *op, unsigned connection,
			   const struct io_uring_cqe *cqe)
{
	struct messages *m = &op->messages;

	if (cqe->flags & IORING_CQE_F_BUFFER)
		/* IORING_CQE_BUFFER_SHIFT */
		return take_provided(op, connection, cqe->flags >> 16, cqe->res);
	return messages_take(m, connection,
			     op_buffer(op, connection_slot(m, connection)),
			     cqe->res, 0);
}

/* The result of a send: bad, where not all that it was to send has left. */
static void check_sent(struct op *op, const struct io_uring_cqe *cqe)
{
	if (cqe->res < 0)
		op_break(op, -cqe->res);
	else if (op->messages.pipeline > 1 && cqe->res % op->messages.bytes)
		op_break(op, EMSGSIZE);
}

unsigned socket_take(struct op *op, const struct io_uring_cqe *cqe, int *res)
{
	struct messages *m = &op->messages;
	uint64_t connection = cqe->user_data;
	unsigned count = 0;

	*res = op->expected;
	if (connection & SENT) {
		check_sent(op, cqe);
		return 0;
	}
	if (connection >= m->connections) {
		m->arrived[0] = UINT_MAX;
		return 1;
	}
	messages_count(m);
	if (cqe->res > 0) {
		count = take_bytes(op, connection, cqe);
		if (unlikely(m->error))
			op_break(op, m->error);
	} else if (cqe->res != -ENOBUFS) {
		*res = cqe->res;
		count = messages_fail(m, connection);
	}
	/* Buffers that were all taken are given back by now, or soon. */
	if (!(cqe->flags & IORING_CQE_F_MORE)) {
		messages_idle(m, connection);
		if (recv_takes_provided(op->params->recv))
			op_count_rearm(op);
	}
	return count;
}
