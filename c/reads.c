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

void prepare_sqes(struct worker *w)
{
	const struct uringlab_cell_params *p = w->params;
	int fd = p->registerfiles ? 0 : w->fd;

	for (unsigned i = 0; i < *w->ring.sq.kring_entries; i++) {
		struct io_uring_sqe *sqe = &w->ring.sq.sqes[i];

		if (p->fixedbufs)
			io_uring_prep_read_fixed(sqe, fd, NULL, p->bs, 0, 0);
		else
			io_uring_prep_read(sqe, fd, NULL, p->bs, 0);
		if (p->registerfiles)
			io_uring_sqe_set_flags(sqe, IOSQE_FIXED_FILE);
	}
}

/* The next SQE, which is free: see ring_entries() in worker.c. */
static struct io_uring_sqe *next_sqe(struct io_uring *ring)
{
	struct io_uring_sq *sq = &ring->sq;

	return &sq->sqes[sq->sqe_tail++ & *sq->kring_mask];
}

static void prepare_read(struct worker *w, unsigned index, uint64_t start_ns)
{
	struct slot *slot = &w->slots[index];
	struct io_uring_sqe *sqe = next_sqe(&w->ring);
	char *buffer = buffer_of(w, index);

	slot->start_ns = start_ns;
	slot->offset = random_below(&w->random, w->params->blocks) *
		       w->params->bs;
	slot->in_flight = true;
	if (unlikely(w->params->verify))
		stamp_erase(buffer, w->params->bs);
	sqe->addr = (uintptr_t)buffer;
	sqe->off = slot->offset;
	sqe->user_data = index;
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

/*
 * How many of the SQEs the kernel took, or -errno. Where it takes all of them
 * the call ends when there are min CQEs.
 */
static int enter_submit(struct worker *w, unsigned count, unsigned min)
{
	unsigned flags = w->submit_flags;

	if (w->params->setup_flags & IORING_SETUP_SQPOLL) {
		int ret = wake_sq_thread(w);

		if (ret > 0)
			ret = io_uring_enter(
				w->enter_fd, count, 0,
				w->enter_flags | IORING_ENTER_SQ_WAKEUP, NULL);
		return ret < 0 ? ret : (int)count;
	}
	w->count.submit_calls++;
	if (min)
		flags |= IORING_ENTER_GETEVENTS;
	return io_uring_enter(w->enter_fd, count, min, flags, NULL);
}

/* The CQEs that the next submit call waits for: none where others follow. */
static unsigned wanted_of_submit(const struct worker *w)
{
	const struct uringlab_cell_params *p = w->params;

	if (!p->submit_and_wait || w->free_count)
		return 0;
	return p->iodepth_batch_complete_min < p->iodepth ?
		       p->iodepth_batch_complete_min :
		       p->iodepth;
}

static void set_issue_time(struct worker *w, unsigned count)
{
	uint64_t now = now_ns();

	for (unsigned i = 0; i < count; i++)
		w->slots[w->batch[i]].issue_ns = now;
	atomic_store_explicit(&w->partner.issue_ns, now, memory_order_relaxed);
}

int submit_batch(struct worker *w)
{
	bool one_time = w->params->clock_per_reap;
	uint64_t start_ns = one_time ? now_ns() : 0;
	unsigned wanted = 0, taken = 0, min;

	while (w->free_count && wanted < w->params->iodepth_batch) {
		unsigned index = w->free_slots[--w->free_count];

		w->batch[wanted++] = index;
		prepare_read(w, index, one_time ? start_ns : now_ns());
	}
	min = wanted_of_submit(w);
	/* The end of a call that waits is not that of the submission. */
	if (min)
		set_issue_time(w, wanted);
	flush_sqes(&w->ring);
	while (taken < wanted) {
		int ret = enter_submit(w, wanted - taken, min);

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
	if (!min)
		set_issue_time(w, wanted);
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

/* Reads that were prepared, submitted and seen at the same times. */
static void count_reads(struct worker *w, const struct slot *times,
			uint64_t now, unsigned count)
{
	uint64_t since_ns = now - w->window_start_ns;

	/* Before the window the difference wraps round and is too large. */
	if (unlikely(since_ns >=
		     atomic_load_explicit(&w->window_ns, memory_order_relaxed)))
		return;
	/* A partner may see it before the submit call has returned. */
	histogram_record(w->clat,
			 now > times->issue_ns ? now - times->issue_ns : 0,
			 count);
	histogram_record(w->slat, times->issue_ns - times->start_ns, count);
	histogram_record(w->lat, now - times->start_ns, count);
	w->count.ios += count;
	w->slices[((product)since_ns * w->slice_scale) >> 64] += count;
}

/* The slot of a CQE, or NULL where no read of ours can be meant. */
static inline struct slot *slot_of(struct worker *w, uint64_t index)
{
	if (likely(index < w->params->iodepth && w->slots[index].in_flight))
		return &w->slots[index];
	w->unexpected_cqes++;
	return NULL;
}

static inline void take_back(struct worker *w, unsigned index, int res)
{
	if (unlikely(res != (int)w->params->bs || w->params->verify))
		check_result(w, index, res);
	release_slot(w, index);
	w->completed++;
}

void finish_read(struct worker *w, uint64_t index, int res, uint64_t now)
{
	const struct slot *slot = slot_of(w, index);

	if (unlikely(!slot))
		return;
	count_reads(w, slot, now, 1);
	take_back(w, index, res);
}

static const struct io_uring_cqe *cqe_at(const struct io_uring_cq *cq,
					 unsigned position)
{
	return &cq->cqes[position & *cq->kring_mask];
}

static uint64_t finish_at_own_times(struct worker *w, unsigned head,
				    unsigned count)
{
	uint64_t now = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct io_uring_cqe *cqe = cqe_at(&w->ring.cq, head + i);

		now = now_ns();
		finish_read(w, cqe->user_data, cqe->res, now);
	}
	return now;
}

/* Of one submit call, which has one time too, all are counted together. */
static uint64_t finish_at_one_time(struct worker *w, unsigned head,
				   unsigned count)
{
	uint64_t now = now_ns();
	struct slot times = { 0 };
	unsigned alike = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct io_uring_cqe *cqe = cqe_at(&w->ring.cq, head + i);
		const struct slot *slot = slot_of(w, cqe->user_data);

		if (unlikely(!slot))
			continue;
		if (alike && (slot->issue_ns != times.issue_ns ||
			      slot->start_ns != times.start_ns)) {
			count_reads(w, &times, now, alike);
			alike = 0;
		}
		times.start_ns = slot->start_ns;
		times.issue_ns = slot->issue_ns;
		alike++;
		take_back(w, cqe->user_data, cqe->res);
	}
	if (likely(alike))
		count_reads(w, &times, now, alike);
	return now;
}

unsigned take_ready(struct worker *w, unsigned max, uint64_t *now)
{
	struct io_uring_cq *cq = &w->ring.cq;
	unsigned head = *cq->khead;
	unsigned ready = io_uring_smp_load_acquire(cq->ktail) - head;

	if (ready > max)
		ready = max;
	if (!ready)
		return 0;
	*now = w->params->clock_per_reap ? finish_at_one_time(w, head, ready) :
					   finish_at_own_times(w, head, ready);
	io_uring_smp_store_release(cq->khead, head + ready);
	return ready;
}
