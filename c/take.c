#define _GNU_SOURCE
#include "take.h"

#include <string.h>

#include "branches.h"
#include "clock.h"
#include "completion.h"
#include "ops.h"

/* A multiplication in the loop, where a division would be ten times slower. */
__extension__ typedef unsigned __int128 product;

void lane_set_window(struct lane *l, uint64_t start_ns, uint64_t window_ns)
{
	l->window_start_ns = start_ns;
	l->slice_scale = ((product)URINGLAB_SLICES << 64) /
			 l->cell->runtime_ns;
	atomic_store(&l->window_ns, window_ns);
}

uint64_t lane_window_end_ns(const struct lane *l)
{
	return l->window_start_ns + atomic_load(&l->window_ns);
}

void lane_end_window(struct lane *l)
{
	uint64_t now = now_ns(), start = l->window_start_ns;
	uint64_t since_ns = now > start ? now - start : 0;

	if (since_ns < atomic_load(&l->window_ns))
		atomic_store(&l->window_ns, since_ns);
}

void lane_set_mark(const struct lane *l, struct lane_mark *mark)
{
	mark->ios = l->count.ios;
	mark->in_flight_ns = l->count.in_flight_ns;
	memcpy(mark->slices, l->slices, sizeof(mark->slices));
	histogram_save(&mark->slat, l->slat);
	histogram_save(&mark->clat, l->clat);
	histogram_save(&mark->lat, l->lat);
	if (l->delivery)
		histogram_save(&mark->delivery, l->delivery);
}

void lane_back_to(struct lane *l, const struct lane_mark *mark)
{
	l->count.ios = mark->ios;
	l->count.in_flight_ns = mark->in_flight_ns;
	memcpy(l->slices, mark->slices, sizeof(l->slices));
	histogram_restore(l->slat, &mark->slat);
	histogram_restore(l->clat, &mark->clat);
	histogram_restore(l->lat, &mark->lat);
	if (l->delivery)
		histogram_restore(l->delivery, &mark->delivery);
}

/*
 * Whether I/Os count that were prepared before the window or are seen outside
 * of it, and then in *since_ns when: see lane_set_window().
 */
static bool count_at_edge(struct lane *l, uint64_t prepared_ns, uint64_t now,
			  unsigned count, uint64_t *since_ns)
{
	uint64_t window_ns = atomic_load_explicit(&l->window_ns,
						  memory_order_relaxed);
	uint64_t start = l->window_start_ns, end = start + window_ns;
	uint64_t from = prepared_ns > start ? prepared_ns : start;
	uint64_t to = now < end ? now : end;
	uint64_t seen = now;

	if (to > from)
		l->count.in_flight_ns += (to - from) * count;
	if (l->settle_ns && now - prepared_ns > l->settle_ns)
		seen = prepared_ns + l->settle_ns;
	/* Before the window the difference wraps round and is too large. */
	*since_ns = seen - start;
	return *since_ns < window_ns;
}

/* When the cause of a completion came about; 0 where nobody knows. */
static inline uint64_t sent_ns(const struct lane *l, unsigned index)
{
	return l->delivery ? wake_sent_ns(&l->op.wake, index) : 0;
}

/*
 * Counts I/Os that were prepared, submitted and seen at the same times, and had
 * their cause at the time sent, where that is known.
 */
static void count_ios(struct lane *l, const struct slot *times, uint64_t sent,
		      uint64_t now, unsigned count)
{
	uint64_t since_ns = now - l->window_start_ns;

	if (likely(since_ns < atomic_load_explicit(&l->window_ns,
						   memory_order_relaxed) &&
		   times->start_ns >= l->window_start_ns))
		l->count.in_flight_ns += (now - times->start_ns) * count;
	else if (!count_at_edge(l, times->start_ns, now, count, &since_ns))
		return;
	/* A partner may see it before the submit call has returned. */
	histogram_record(l->clat,
			 now > times->issue_ns ? now - times->issue_ns : 0,
			 count);
	histogram_record(l->slat, times->issue_ns - times->start_ns, count);
	histogram_record(l->lat, now - times->start_ns, count);
	if (l->delivery)
		histogram_record(l->delivery, now > sent ? now - sent : 0,
				 count);
	l->count.ios += count;
	since_ns += l->slices_from_ns;
	l->slices[((product)since_ns * l->slice_scale) >> 64] += count;
}

/* The slot of a CQE, or NULL where no I/O of ours can be meant. */
static inline struct slot *slot_of(struct lane *l, uint64_t index)
{
	if (likely(index < l->params->iodepth && l->slots[index].in_flight))
		return &l->slots[index];
	l->unexpected_cqes++;
	return NULL;
}

static inline void take_back(struct lane *l, unsigned index, int res)
{
	op_finish(&l->op, &l->slots[index], index, res);
	lane_release(l, index);
	l->completed++;
}

void lane_finish(struct lane *l, uint64_t index, int res, uint64_t now)
{
	const struct slot *slot = slot_of(l, index);

	if (unlikely(!slot))
		return;
	count_ios(l, slot, sent_ns(l, index), now, 1);
	take_back(l, index, res);
}

static const struct io_uring_cqe *cqe_at(const struct io_uring_cq *cq,
					 unsigned position)
{
	return &cq->cqes[position & *cq->kring_mask];
}

/* The messages that a CQE brings are seen at one time: that, or 0. */
static uint64_t finish_messages(struct lane *l, const struct io_uring_cqe *cqe)
{
	int res;
	unsigned count = socket_take(&l->op, cqe, &res);
	uint64_t now = count ? now_ns() : 0;

	for (unsigned n = 0; n < count; n++)
		lane_finish(l, l->op.messages.arrived[n], res, now);
	return now;
}

static uint64_t finish_at_own_times(struct lane *l, unsigned head,
				    unsigned count)
{
	bool is_socket = load_is_socket(l->cell->load);
	uint64_t now = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct io_uring_cqe *cqe = cqe_at(&l->ring.cq, head + i);
		struct completion io;

		if (is_socket) {
			uint64_t seen_ns = finish_messages(l, cqe);

			now = seen_ns ? seen_ns : now;
			continue;
		}
		if (unlikely(!completion_of(&l->op, cqe, &io)))
			continue;
		now = now_ns();
		lane_finish(l, io.index, io.res, now);
	}
	return now;
}

/* I/Os that are counted together. */
struct alike {
	struct slot times;
	uint64_t sent;
	unsigned count;
};

/* Takes back an I/O that is counted with those that are like it. */
static inline void finish_alike(struct lane *l, struct alike *a, uint64_t index,
				int res, uint64_t now)
{
	const struct slot *slot = slot_of(l, index);

	if (unlikely(!slot))
		return;
	if (a->count && (l->delivery || slot->issue_ns != a->times.issue_ns ||
			 slot->start_ns != a->times.start_ns)) {
		count_ios(l, &a->times, a->sent, now, a->count);
		a->count = 0;
	}
	a->times.start_ns = slot->start_ns;
	a->times.issue_ns = slot->issue_ns;
	a->sent = sent_ns(l, index);
	a->count++;
	take_back(l, index, res);
}

/* Those of one submit call, which has one time too, are counted together. */
static uint64_t finish_at_one_time(struct lane *l, unsigned head,
				   unsigned count)
{
	bool is_socket = load_is_socket(l->cell->load);
	struct alike alike = { 0 };
	uint64_t now = now_ns();

	for (unsigned i = 0; i < count; i++) {
		const struct io_uring_cqe *cqe = cqe_at(&l->ring.cq, head + i);
		struct completion io;
		unsigned messages;
		int res;

		if (!is_socket) {
			if (likely(completion_of(&l->op, cqe, &io)))
				finish_alike(l, &alike, io.index, io.res, now);
			continue;
		}
		messages = socket_take(&l->op, cqe, &res);
		for (unsigned n = 0; n < messages; n++)
			finish_alike(l, &alike, l->op.messages.arrived[n], res,
				     now);
	}
	if (likely(alike.count))
		count_ios(l, &alike.times, alike.sent, now, alike.count);
	return now;
}

unsigned lane_take(struct lane *l, unsigned max, uint64_t *now)
{
	struct io_uring_cq *cq = &l->ring.cq;
	unsigned head = *cq->khead;
	unsigned ready = io_uring_smp_load_acquire(cq->ktail) - head;
	uint64_t completed = l->completed, seen_ns;

	if (ready > max)
		ready = max;
	if (!ready)
		return 0;
	seen_ns = l->params->clock_per_reap ?
			  finish_at_one_time(l, head, ready) :
			  finish_at_own_times(l, head, ready);
	io_uring_smp_store_release(cq->khead, head + ready);
	if (likely(l->completed != completed))
		*now = seen_ns;
	return l->completed - completed;
}
