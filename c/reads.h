/* The reads of a worker: from a free slot to the histograms. */
#ifndef READS_H
#define READS_H

#include "worker.h"

unsigned in_flight(const struct worker *w);

void release_slot(struct worker *w, unsigned index);

/*
 * Fills in what is the same in the SQEs of all reads: the kernel only reads
 * them.
 */
void prepare_sqes(struct worker *w);

/*
 * Shows the kernel the SQEs that were prepared. liburing does this in
 * io_uring_submit(), which then adds GETEVENTS by itself when IORING_SQ_TASKRUN
 * is set: here the flags are the experiment's.
 */
static inline void flush_sqes(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	sq->sqe_head = sq->sqe_tail;
	io_uring_smp_store_release(sq->ktail, sq->sqe_tail);
}

/*
 * Submits iodepth_batch reads, or as many as slots are free, in one system
 * call unless the kernel takes only a part of them. Returns 0 or -1, with the
 * worker's error set.
 */
int submit_batch(struct worker *w);

/*
 * Takes what is in the CQ, up to max, without entering the kernel: how many.
 * *now is when the last of them was seen, unchanged if there was none.
 */
unsigned take_ready(struct worker *w, unsigned max, uint64_t *now);

/* What slices of a window of so many ns, more than URINGLAB_SLICES, take. */
uint64_t slice_scale(uint64_t window_ns);

/* The read of a slot has completed with res, which was seen at the time now. */
void finish_read(struct worker *w, uint64_t index, int res, uint64_t now);

#endif
