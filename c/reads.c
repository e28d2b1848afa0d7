#define _GNU_SOURCE
#include "reads.h"

#include <errno.h>

#include "clock.h"
#include "stamp.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

unsigned in_flight(const struct worker *w)
{
	return w->params->iodepth - w->free_count;
}

static char *buffer_of(const struct worker *w, unsigned index)
{
	return w->buffers + index * w->buffer_stride;
}

void release_slot(struct worker *w, unsigned index)
{
	w->slots[index].in_flight = false;
	w->free_slots[w->free_count++] = index;
}

static void prepare_read(struct worker *w, unsigned index)
{
	struct slot *slot = &w->slots[index];
	struct io_uring_sqe *sqe;

	slot->start_ns = now_ns();
	slot->offset = random_below(&w->random, w->params->blocks) *
		       w->params->bs;
	slot->in_flight = true;
	if (unlikely(w->params->verify))
		stamp_erase(buffer_of(w, index), w->params->bs);
	/* Never NULL: see ring_entries() in worker.c. */
	sqe = io_uring_get_sqe(&w->ring);
	io_uring_prep_read(sqe, w->fd, buffer_of(w, index), w->params->bs,
			   slot->offset);
	io_uring_sqe_set_data64(sqe, index);
}

/*
 * Shows the kernel the SQEs that were prepared. liburing does this in
 * io_uring_submit(), which then adds GETEVENTS by itself when IORING_SQ_TASKRUN
 * is set: here the flags are the experiment's.
 */
static void flush_sqes(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	sq->sqe_head = sq->sqe_tail;
	io_uring_smp_store_release(sq->ktail, sq->sqe_tail);
}

/*
 * With SQPOLL the kernel's thread takes the SQEs; it is called only when it
 * sleeps, as in liburing's sq_ring_needs_enter(). Returns 1 if so.
 */
static int wake_sq_thread(struct worker *w)
{
	/* The tail must be seen before the flag is read. */
	atomic_thread_fence(memory_order_seq_cst);
	if (likely(!(IO_URING_READ_ONCE(*w->ring.sq.kflags) &
		     IORING_SQ_NEED_WAKEUP)))
		return 0;
	w->count.submit_calls++;
	return 1;
}

/* How many of the SQEs the kernel took, or -errno. */
static int enter_submit(struct worker *w, unsigned count)
{
	if (w->params->setup_flags & IORING_SETUP_SQPOLL) {
		int ret = wake_sq_thread(w);

		if (ret > 0)
			ret = io_uring_enter(w->ring.ring_fd, count, 0,
					     IORING_ENTER_SQ_WAKEUP, NULL);
		return ret < 0 ? ret : (int)count;
	}
	w->count.submit_calls++;
	return io_uring_enter(w->ring.ring_fd, count, 0, w->submit_flags, NULL);
}

int submit_batch(struct worker *w)
{
	unsigned wanted = 0, taken = 0;
	uint64_t issue_ns;

	while (w->free_count && wanted < w->params->iodepth_batch) {
		unsigned index = w->free_slots[--w->free_count];

		w->batch[wanted++] = index;
		prepare_read(w, index);
	}
	flush_sqes(&w->ring);
	while (taken < wanted) {
		int ret = enter_submit(w, wanted - taken);

		if (unlikely(ret == -EINTR && !atomic_load(&w->gate->abort)))
			continue;
		if (unlikely(ret <= 0)) {
			/* The drain must not wait for what never left. */
			while (taken < wanted)
				release_slot(w, w->batch[taken++]);
			return worker_fail(w, ret ? -ret : EAGAIN,
					   URINGLAB_STEP_submit);
		}
		taken += ret;
	}
	issue_ns = now_ns();
	for (unsigned i = 0; i < wanted; i++)
		w->slots[w->batch[i]].issue_ns = issue_ns;
	atomic_store_explicit(&w->partner.issue_ns, issue_ns,
			      memory_order_relaxed);
	return 0;
}

static void note_bad_read(struct worker *w, uint64_t *counter, int error,
			  uint64_t offset)
{
	++*counter;
	if (w->first_error_offset == UINT64_MAX) {
		w->first_error = error;
		w->first_error_offset = offset;
	}
}

static void check_result(struct worker *w, unsigned index, int res)
{
	uint64_t offset = w->slots[index].offset;

	if (res < 0) {
		w->errnos[-res < URINGLAB_ERRNOS ? -res : 0]++;
		note_bad_read(w, &w->io_errors, -res, offset);
	} else if ((uint64_t)res != w->params->bs) {
		note_bad_read(w, &w->short_reads, 0, offset);
	} else if (w->params->verify &&
		   !stamp_check(buffer_of(w, index), res, offset)) {
		note_bad_read(w, &w->verify_errors, 0, offset);
	}
}

/* A multiplication in the loop, where a division would be ten times slower. */
__extension__ typedef unsigned __int128 product;

uint64_t slice_scale(uint64_t window_ns)
{
	return ((product)URINGLAB_SLICES << 64) / window_ns;
}

static void count_slice(struct worker *w, uint64_t since_ns)
{
	w->slices[((product)since_ns * w->slice_scale) >> 64]++;
}

void finish_read(struct worker *w, uint64_t index, int res, uint64_t now)
{
	const struct slot *slot = &w->slots[index];
	uint64_t since_ns = now - w->window_start_ns;

	if (unlikely(index >= w->params->iodepth || !slot->in_flight)) {
		w->unexpected_cqes++;
		return;
	}
	/* Before the window the difference wraps round and is too large. */
	if (likely(since_ns <
		   atomic_load_explicit(&w->window_ns, memory_order_relaxed))) {
		/* A partner may see it before the submit call has returned. */
		histogram_record(w->clat, now > slot->issue_ns ?
						  now - slot->issue_ns :
						  0);
		histogram_record(w->slat, slot->issue_ns - slot->start_ns);
		histogram_record(w->lat, now - slot->start_ns);
		w->count.ios++;
		count_slice(w, since_ns);
	}
	if (unlikely(res != (int)w->params->bs || w->params->verify))
		check_result(w, index, res);
	release_slot(w, index);
	w->completed++;
}

unsigned take_ready(struct worker *w, unsigned max, uint64_t *now)
{
	struct io_uring_cqe *cqe;
	unsigned head, taken = 0;

	io_uring_for_each_cqe(&w->ring, head, cqe) {
		if (taken == max)
			break;
		*now = now_ns();
		finish_read(w, cqe->user_data, cqe->res, *now);
		taken++;
	}
	io_uring_cq_advance(&w->ring, taken);
	return taken;
}
