/* IORING_OP_READ and IORING_OP_READ_FIXED: one block at a random offset. */
#define _GNU_SOURCE
#include "op.h"

void op_init(struct op *op, uint64_t seed, uint64_t stream)
{
	random_init(&op->random, seed, stream);
	op->first_error_offset = UINT64_MAX;
}

void op_prepare_all(const struct op *op, struct io_uring *ring)
{
	const struct uringlab_arm_params *p = op->params;
	uint64_t bs = op->cell->bs;
	int fd = p->registerfiles ? 0 : op->fd;

	for (unsigned i = 0; i < *ring->sq.kring_entries; i++) {
		struct io_uring_sqe *sqe = &ring->sq.sqes[i];

		if (p->fixedbufs)
			io_uring_prep_read_fixed(sqe, fd, NULL, bs, 0, 0);
		else
			io_uring_prep_read(sqe, fd, NULL, bs, 0);
		if (p->registerfiles)
			io_uring_sqe_set_flags(sqe, IOSQE_FIXED_FILE);
	}
}

static void note_bad_read(struct op *op, uint64_t *counter, int error,
			  uint64_t offset)
{
	++*counter;
	if (op->first_error_offset == UINT64_MAX) {
		op->first_error = error;
		op->first_error_offset = offset;
	}
}

void op_check(struct op *op, const struct slot *slot, unsigned index, int res)
{
	if (res < 0) {
		op->errnos[-res < URINGLAB_ERRNOS ? -res : 0]++;
		note_bad_read(op, &op->io_errors, -res, slot->offset);
	} else if ((uint64_t)res != op->cell->bs) {
		note_bad_read(op, &op->short_reads, 0, slot->offset);
	} else if (op->cell->verify &&
		   !stamp_check(op_buffer(op, index), res, slot->offset)) {
		note_bad_read(op, &op->verify_errors, 0, slot->offset);
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
	if (result->first_error_offset == UINT64_MAX) {
		result->first_error = op->first_error;
		result->first_error_offset = op->first_error_offset;
	}
}
