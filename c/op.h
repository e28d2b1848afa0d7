/*
 * The operation that a lane's I/Os ask for: what is written into their SQEs,
 * whether what came back is what was asked for, and what went wrong. Which one
 * it is decides the cell's load (enum uringlab_load).
 *
 * lane.c and take.c know no more of it than these functions and those of ops.h,
 * which the loop calls for each I/O.
 */
#ifndef OP_H
#define OP_H

#include <liburing.h>

#include "branches.h"
#include "compat.h"
#include "message.h"
#include "random.h"
#include "sequence.h"
#include "slot.h"
#include "stamp.h"
#include "uringlab.h"
#include "wake.h"

/* The longest provided buffer, which takes a message of any length. */
#define PROVIDED_BYTES_MAX MESSAGE_BYTES_MAX

/*
 * Buffers of which the kernel takes one for what has come, or with bundles as
 * many as that needs. They are given back in the order in which they were taken:
 * those that follow one another in the ring then do so in memory.
 */
struct provided {
	struct provided_buffer *ring; /* count of them, which is a power of 2 */
	unsigned count;
	unsigned bytes; /* of each */
	size_t stride;	/* from one to the next, in bytes */
	char *buffers;
	bool *returned; /* by their numbers: those that wait for others */
	uint16_t tail;
};

/* Connections that come to a lane. */
struct accepts {
	uint64_t count;	       /* that have been accepted */
	uint64_t last_sent_ns; /* when the last of them was begun */
	atomic_bool waits; /* a multishot accept does, which a partner may end */
};

/* One lane's I/Os: what they need, and what was wrong with some. */
struct op {
	const struct uringlab_cell_params *cell;
	const struct uringlab_arm_params *params;
	int fd;		  /* of the target */
	int expected;	  /* the result of an I/O that went well */
	char *buffers;	  /* iodepth of them */
	size_t buffer_stride; /* from one to the next, in bytes */
	struct random random;
	struct sequence *sequence; /* of the worker; NULL: random offsets */
	struct wake wake; /* of a load that is told when it is delivered */
	struct messages messages; /* of a socket load */
	struct provided provided; /* of its multishot receives */
	struct accepts accepts;	  /* of the load of that name */
	uint8_t silent_flags; /* IOSQE_*, where a CQE would only say: done */
	_Atomic uint64_t rearms; /* multishot requests that ended */
	_Atomic int broken;	  /* errno of a connection that is; 0: none */

	uint64_t short_reads, verify_errors, io_errors;
	bool has_failed;
	uint64_t first_error; /* errno of the first failed I/O, or 0 */
	uint64_t first_error_offset; /* UINT64_MAX: none that has an offset */
	uint64_t errnos[URINGLAB_ERRNOS];
};

/*
 * The first random offset is the same whenever seed and stream are. The
 * sequence is that of all arms of a worker, for those who read by it.
 */
void op_init(struct op *op, uint64_t seed, uint64_t stream,
	     struct sequence *sequence);

/*
 * Registers the target, or what each slot reads from, where the parameters want
 * it: 0 or what the kernel answered.
 */
int op_register_files(const struct op *op, struct io_uring *ring);

/*
 * Fills in what is the same in the SQEs of all I/Os: the kernel only reads
 * them.
 */
void op_prepare_all(const struct op *op, struct io_uring *ring);

/* The buffer of slot number index, of buffer_stride bytes. */
static inline char *op_buffer(const struct op *op, unsigned index)
{
	return op->buffers + index * op->buffer_stride;
}

/* What op_finish() does where there may be something wrong with a result. */
void op_check(struct op *op, const struct slot *slot, unsigned index, int res);

/* An I/O has completed with res. */
static inline void op_finish(struct op *op, const struct slot *slot,
			     unsigned index, int res)
{
	if (unlikely(res != op->expected || op->cell->verify))
		op_check(op, slot, index, res);
}

/* IOSQE_CQE_SKIP_SUCCESS where the kernel has it. */
static inline uint8_t silent_flags_of(unsigned features)
{
	return features & IORING_FEAT_CQE_SKIP ? IOSQE_CQE_SKIP_SUCCESS : 0;
}

/* Counts a multishot request that has ended. */
static inline void op_count_rearm(struct op *op)
{
	atomic_fetch_add_explicit(&op->rearms, 1, memory_order_relaxed);
}

/* Notes that a connection is broken: the first errno is kept. */
static inline void op_break(struct op *op, int error)
{
	int none = 0;

	atomic_compare_exchange_strong(&op->broken, &none, error);
}

/* Adds what went wrong to an arm's result and counts of errnos. */
void op_describe(const struct op *op, struct uringlab_arm_result *result,
		 uint64_t *errnos);

#endif
