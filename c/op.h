/*
 * The operation that a lane's I/Os ask for: what is written into their SQEs,
 * whether what came back is what was asked for, and what went wrong. There is
 * one, IORING_OP_READ at random offsets (op_read.c).
 *
 * lane.c knows no more of it than these functions. What the loop calls for each
 * I/O is static and inline: a second operation is chosen by a switch outside of
 * the loops in lane_submit() and lane_take(), not by a pointer for each I/O.
 */
#ifndef OP_H
#define OP_H

#include <liburing.h>

#include "branches.h"
#include "random.h"
#include "slot.h"
#include "stamp.h"
#include "uringlab.h"

/* One thread's reads: what they need, and what was wrong with some. */
struct op {
	const struct uringlab_cell_params *cell;
	const struct uringlab_arm_params *params;
	int fd;		  /* of the target */
	char *buffers;	  /* iodepth of them */
	size_t buffer_stride; /* from one to the next, in bytes */
	struct random random;

	uint64_t short_reads, verify_errors, io_errors;
	uint64_t first_error; /* errno of the first failed read, or 0 */
	uint64_t first_error_offset; /* UINT64_MAX: nothing was wrong */
	uint64_t errnos[URINGLAB_ERRNOS];
};

/* The first offset is the same whenever seed and stream are. */
void op_init(struct op *op, uint64_t seed, uint64_t stream);

/*
 * Fills in what is the same in the SQEs of all I/Os: the kernel only reads
 * them. The file is registered as number 0 where the parameters say so.
 */
void op_prepare_all(const struct op *op, struct io_uring *ring);

/* The buffer of slot number index, of buffer_stride bytes. */
static inline char *op_buffer(const struct op *op, unsigned index)
{
	return op->buffers + index * op->buffer_stride;
}

/* Chooses what an I/O does, which is that of slot number index. */
static inline void op_prepare(struct op *op, struct slot *slot, unsigned index,
			      struct io_uring_sqe *sqe)
{
	char *buffer = op_buffer(op, index);

	slot->offset = random_below(&op->random, op->cell->blocks) *
		       op->cell->bs;
	if (unlikely(op->cell->verify))
		stamp_erase(buffer, op->cell->bs);
	sqe->addr = (uintptr_t)buffer;
	sqe->off = slot->offset;
	sqe->user_data = index;
}

/* What op_finish() does where there may be something wrong with a result. */
void op_check(struct op *op, const struct slot *slot, unsigned index, int res);

/* An I/O has completed with res. */
static inline void op_finish(struct op *op, const struct slot *slot,
			     unsigned index, int res)
{
	if (unlikely(res != (int)op->cell->bs || op->cell->verify))
		op_check(op, slot, index, res);
}

/* Adds what went wrong to an arm's result and counts of errnos. */
void op_describe(const struct op *op, struct uringlab_arm_result *result,
		 uint64_t *errnos);

#endif
