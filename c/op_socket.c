#define _GNU_SOURCE
#include "op_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "compat.h"
#include "ring.h"

/* In the user_data of a send, whose number it is beside. */
#define SENT (UINT64_C(1) << 32)

static int check_kind(struct io_uring *ring, uint64_t recv)
{
	switch (recv) {
	case URINGLAB_RECV_multishot:
		return ring_takes(ring, OP_SEND_ZC);
	case URINGLAB_RECV_poll_first:
		return ring_takes(ring, OP_SOCKET);
	default:
		return 0;
	}
}

/* Gives a buffer to the kernel, again or for the first time. */
static void provide(struct op *op, uint16_t id)
{
	struct provided *p = &op->provided;
	struct provided_buffer *entry = &p->ring[p->tail & (p->count - 1)];

	entry->addr = (uintptr_t)(p->buffers + id * op->buffer_stride);
	entry->len = op->cell->bs;
	entry->id = id;
	__atomic_store_n(&p->ring[0].tail, ++p->tail, __ATOMIC_RELEASE);
}

int socket_register(struct op *op, struct io_uring *ring, unsigned features,
		    enum uringlab_step *step)
{
	int ret = check_kind(ring, op->params->recv);

	*step = URINGLAB_STEP_recv_kind;
	op->silent_flags = silent_flags_of(features);
	if (ret < 0 || op->params->recv != URINGLAB_RECV_multishot)
		return ret;
	*step = URINGLAB_STEP_buf_ring;
	ret = ring_register_buffer_ring(ring, op->provided.ring,
					op->provided.count);
	for (unsigned id = 0; !ret && id < op->provided.count; id++)
		provide(op, id);
	return ret;
}

/* An SQE for the slot's connection with nothing in it that another one left. */
static struct io_uring_sqe *begin(struct op *op, unsigned index,
				  struct io_uring *ring)
{
	struct io_uring_sqe *sqe = ring_next_sqe(ring);

	memset(sqe, 0, sizeof(*sqe));
	sqe->fd = op->params->registerfiles ? (int)index :
					      op->wake.read_fds[index];
	sqe->flags = (op->params->registerfiles ? IOSQE_FIXED_FILE : 0) |
		     (op->params->force_async ? IOSQE_ASYNC : 0);
	return sqe;
}

static void prepare_recv(struct op *op, unsigned index, struct io_uring *ring)
{
	struct io_uring_sqe *sqe = begin(op, index, ring);

	sqe->opcode = IORING_OP_RECV;
	sqe->user_data = index;
	switch (op->params->recv) {
	case URINGLAB_RECV_multishot:
		sqe->ioprio = IORING_RECV_MULTISHOT;
		sqe->flags |= IOSQE_BUFFER_SELECT;
		op->provided.waits[index] = true;
		return;
	case URINGLAB_RECV_poll_first:
		sqe->ioprio = IORING_RECVSEND_POLL_FIRST;
		break;
	}
	sqe->addr = (uintptr_t)op_buffer(op, index);
	sqe->len = op->cell->bs;
	if (op->cell->load != URINGLAB_LOAD_udp)
		sqe->msg_flags = MSG_WAITALL;
}

void socket_prepare(struct op *op, unsigned index, struct io_uring *ring)
{
	struct io_uring_sqe *sqe = begin(op, index, ring);

	sqe->opcode = IORING_OP_SEND;
	sqe->flags |= op->silent_flags;
	sqe->addr = (uintptr_t)op->wake.message;
	sqe->len = op->cell->bs;
	sqe->msg_flags = MSG_NOSIGNAL;
	sqe->user_data = SENT | index;
	if (op->params->recv != URINGLAB_RECV_multishot ||
	    !op->provided.waits[index])
		prepare_recv(op, index, ring);
}

/* Notes the time in a message, wherever it is, and gives its buffer back. */
static void take_message(struct op *op, unsigned index,
			 const struct io_uring_cqe *cqe)
{
	const char *message = op_buffer(op, index);
	uint16_t id = cqe->flags >> 16; /* IORING_CQE_BUFFER_SHIFT */
	uint64_t sent_ns;

	if (cqe->flags & IORING_CQE_F_BUFFER)
		message = op->provided.buffers + id * op->buffer_stride;
	memcpy(&sent_ns, message, sizeof(sent_ns));
	atomic_store_explicit(&op->wake.sent_ns[index], sent_ns,
			      memory_order_relaxed);
	if (cqe->flags & IORING_CQE_F_BUFFER)
		provide(op, id);
}

bool socket_completes(struct op *op, const struct io_uring_cqe *cqe)
{
	uint64_t index = cqe->user_data;

	if (index & SENT) {
		if (cqe->res < 0)
			op_break(op, -cqe->res);
		return false;
	}
	/* One that is not ours is counted as such. */
	if (index >= op->params->iodepth)
		return true;
	if (op->params->recv == URINGLAB_RECV_multishot &&
	    !(cqe->flags & IORING_CQE_F_MORE)) {
		op->provided.waits[index] = false;
		op_count_rearm(op);
	}
	if (cqe->res == op->expected)
		take_message(op, index, cqe);
	return true;
}
