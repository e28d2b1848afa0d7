#define _GNU_SOURCE
#include "op.h"

#include <errno.h>

#include "compat.h"

/* The result of an I/O that went well. */
static int expected_of(const struct uringlab_cell_params *cell)
{
	switch (cell->load) {
	case URINGLAB_LOAD_nop:
	case URINGLAB_LOAD_futex:
	case URINGLAB_LOAD_msg_ring:
	case URINGLAB_LOAD_accept:
		return 0;
	case URINGLAB_LOAD_timeout:
		return -ETIME;
	default:
		return cell->bs;
	}
}

void op_init(struct op *op, uint64_t seed, uint64_t stream,
	     struct sequence *sequence)
{
	random_init(&op->random, seed, stream);
	op->sequence = op->params->sequential ? sequence : NULL;
	op->expected = expected_of(op->cell);
	op->first_error_offset = UINT64_MAX;
}

/*
 * The listener, and room for what it accepts: for every slot once more than it
 * has, as a connection may come before the SQ thread has closed the last one.
 */
static int register_listener(const struct op *op, struct io_uring *ring)
{
	unsigned count = 1 + 2 * op->wake.iodepth;

	op->wake.table[0] = op->wake.listener;
	for (unsigned i = 1; i < count; i++)
		op->wake.table[i] = -1;
	return io_uring_register_files(ring, op->wake.table, count);
}

int op_register_files(const struct op *op, struct io_uring *ring)
{
	if (!op->params->registerfiles || !load_has_files(op->cell->load))
		return 0;
	if (op->cell->load == URINGLAB_LOAD_read)
		return io_uring_register_files(ring, &op->fd, 1);
	if (op->cell->load == URINGLAB_LOAD_accept)
		return register_listener(op, ring);
	return io_uring_register_files(ring, op->wake.read_fds,
				       op->wake.ends);
}

static void prepare_read(const struct op *op, struct io_uring_sqe *sqe)
{
	const struct uringlab_arm_params *p = op->params;
	uint64_t bs = op->cell->bs;
	int fd = p->registerfiles ? 0 : op->fd;

	if (p->fixedbufs)
		io_uring_prep_read_fixed(sqe, fd, NULL, bs, 0, 0);
	else
		io_uring_prep_read(sqe, fd, NULL, bs, 0);
	if (p->registerfiles)
		io_uring_sqe_set_flags(sqe, IOSQE_FIXED_FILE);
}

/* liburing has no word for it before 2.5, nor older headers for its fields. */
static void prepare_futex(struct io_uring_sqe *sqe)
{
	uint64_t *addr3 = (uint64_t *)sqe + 6;

	io_uring_prep_nop(sqe);
	sqe->opcode = OP_FUTEX_WAIT;
	sqe->fd = FUTEX_U32_PRIVATE;
	*addr3 = UINT32_MAX; /* any wake-up is meant */
}

void op_prepare_all(const struct op *op, struct io_uring *ring)
{
	for (unsigned i = 0; i < *ring->sq.kring_entries; i++) {
		struct io_uring_sqe *sqe = &ring->sq.sqes[i];

		switch (op->cell->load) {
		case URINGLAB_LOAD_nop:
		case URINGLAB_LOAD_msg_ring:
		case URINGLAB_LOAD_unix:
		case URINGLAB_LOAD_tcp:
		case URINGLAB_LOAD_udp:
		case URINGLAB_LOAD_accept:
			/* Those of connections are made anew for each I/O. */
			io_uring_prep_nop(sqe);
			break;
		case URINGLAB_LOAD_futex:
			prepare_futex(sqe);
			break;
		case URINGLAB_LOAD_timeout:
			io_uring_prep_timeout(sqe, NULL, 0,
					      IORING_TIMEOUT_ABS);
			break;
		default:
			prepare_read(op, sqe);
		}
		if (op->params->force_async)
			sqe->flags |= IOSQE_ASYNC;
	}
}

static void note_bad(struct op *op, const struct slot *slot, uint64_t *counter,
		     int error)
{
	++*counter;
	if (op->has_failed)
		return;
	op->has_failed = true;
	op->first_error = error;
	if (op->cell->load == URINGLAB_LOAD_read)
		op->first_error_offset = slot->offset;
}

void op_check(struct op *op, const struct slot *slot, unsigned index, int res)
{
	/* A connection that has lost a message never gets any more. */
	if (load_is_socket(op->cell->load) && res != op->expected)
		op_break(op, res < 0 ? -res : res ? EMSGSIZE : EPIPE);
	/* The waker was faster than the wait for it. */
	if (op->cell->load == URINGLAB_LOAD_futex && res == -EAGAIN)
		return;
	if (res < 0 && res != op->expected) {
		op->errnos[-res < URINGLAB_ERRNOS ? -res : 0]++;
		note_bad(op, slot, &op->io_errors, -res);
	} else if (res != op->expected) {
		note_bad(op, slot, &op->short_reads, 0);
	} else if (op->cell->verify &&
		   !stamp_check(op_buffer(op, index), res, slot->offset)) {
		note_bad(op, slot, &op->verify_errors, 0);
	}
}

void op_describe(const struct op *op, struct uringlab_arm_result *result,
		 uint64_t *errnos)
{
	for (unsigned e = 0; e < URINGLAB_ERRNOS; e++)
		errnos[e] += op->errnos[e];
	result->short_reads += op->short_reads;
	result->verify_errors += op->verify_errors;
	result->io_errors += op->io_errors;
	if (result->first_error_offset == UINT64_MAX && op->has_failed) {
		result->first_error = op->first_error;
		result->first_error_offset = op->first_error_offset;
	}
}
