#define _GNU_SOURCE
#include "reap.h"

#include <errno.h>

#include "clock.h"
#include "partner.h"
#include "reads.h"
#include "think.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Work is done in pieces, between which the worker sees that it has to stop. */
#define THINK_PIECE_NS UINT64_C(1000000)

bool wait_thinks(enum uringlab_wait wait)
{
	return wait >= URINGLAB_WAIT_compute;
}

/* Enters the kernel to wait for min completions: 0 or -1. */
static int getevents(struct worker *w, unsigned min)
{
	int ret = io_uring_enter(w->enter_fd, 0, min,
				 w->enter_flags | IORING_ENTER_GETEVENTS, NULL);

	w->count.getevents_calls++;
	if (unlikely(ret < 0 && ret != -EINTR))
		return worker_fail(w, -ret, URINGLAB_STEP_getevents);
	if (unlikely(atomic_load_explicit(&w->gate->abort,
					  memory_order_relaxed)))
		return worker_fail(w, ETIMEDOUT, URINGLAB_STEP_drain);
	return 0;
}

/*
 * Waits as fio does (fio_ioring_getevents): first looks into the CQ and enters
 * the kernel only while fewer than min are there.
 */
static uint64_t wait_in_kernel(struct worker *w, unsigned min, unsigned max)
{
	uint64_t now = 0;
	unsigned taken = take_ready(w, max, &now);

	w->count.cq_ready += taken > 0;
	while (taken < min) {
		if (getevents(w, min - taken))
			return 0;
		taken += take_ready(w, max - taken, &now);
	}
	return now;
}

uint64_t reap_in_kernel(struct worker *w)
{
	return wait_in_kernel(w, 1, in_flight(w));
}

static bool at_edge(struct worker *w, uint64_t now)
{
	return now >= atomic_load_explicit(&w->edge_ns, memory_order_relaxed);
}

/*
 * What liburing's io_uring_peek_cqe() does when it finds no CQE: it enters the
 * kernel when the kernel has to look itself, or has set a flag that asks for
 * it, and not otherwise (cq_ring_needs_enter).
 */
static int peek(struct worker *w)
{
	unsigned flags = IO_URING_READ_ONCE(*w->ring.sq.kflags);

	if (likely(!(flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) &&
		   !(w->params->setup_flags & IORING_SETUP_IOPOLL)))
		return 0;
	return getevents(w, 0);
}

/* Spends thinktime, or less when the loop has to stop and think. */
static void compute(struct worker *w)
{
	uint64_t left = w->params->thinktime_ns;

	while (left) {
		uint64_t piece = left < THINK_PIECE_NS ? left : THINK_PIECE_NS;

		think(w->think_rounds * piece / 1000000);
		w->count.think_ns += piece;
		left -= piece;
		if (left && (partner_failed(w) || at_edge(w, now_ns())))
			return;
	}
}

/*
 * Looks again and again until there are min completions: in the CQ, or with
 * the partner that takes them from there.
 */
static uint64_t look(struct worker *w, unsigned min, unsigned max)
{
	enum uringlab_wait wait = w->params->wait;
	unsigned (*take)(struct worker *, unsigned, uint64_t *) =
		w->partner.started ? take_returned : take_ready;
	unsigned taken = 0;
	bool first = true;
	uint64_t now;

	for (;;) {
		unsigned more;

		if (wait_thinks(wait))
			compute(w);
		now = now_ns();
		more = take(w, max - taken, &now);
		w->count.cq_ready += first && more;
		first = false;
		taken += more;
		if (taken >= min || at_edge(w, now))
			return now;
		if (unlikely(partner_failed(w)))
			return 0;
		if (wait == URINGLAB_WAIT_spin)
			continue;
		if (w->params->think_getevents ? getevents(w, 0) : peek(w))
			return 0;
		taken += take(w, max - taken, &now);
		if (taken >= min)
			return now;
	}
}

uint64_t reap(struct worker *w, unsigned min, unsigned max)
{
	w->count.reaps++;
	return w->params->wait == URINGLAB_WAIT_wait ?
		       wait_in_kernel(w, min, max) :
		       look(w, min, max);
}
