#define _GNU_SOURCE
#include "reap.h"

#include <errno.h>

#include "branches.h"
#include "clock.h"
#include "plain.h"
#include "ring.h"
#include "take.h"
#include "work.h"

/*
 * Enters the kernel to wait for min completions, or with several messages on a
 * connection for one of them: 0 or -1.
 */
static int getevents(struct lane *l, unsigned min)
{
	int ret;

	if (unlikely(lane_is_broken(l)))
		return -1;
	ret = ring_enter(l->enter_fd, 0, lane_cqes(l, min),
			 l->enter_flags | IORING_ENTER_GETEVENTS);
	l->count.getevents_calls++;
	if (unlikely(ret < 0 && ret != -EINTR))
		return fail(l->failure, -ret, URINGLAB_STEP_getevents);
	if (unlikely(lane_is_aborted(l)))
		return fail(l->failure, ETIMEDOUT, URINGLAB_STEP_drain);
	return 0;
}

/*
 * Messages that are under way may wait for a receive, which is then submitted
 * now and not beside the next ones: 0 or -1.
 */
static inline int receive_what_comes(struct lane *l)
{
	return unlikely(messages_urgent(&l->op.messages)) ? lane_receive(l) : 0;
}

/*
 * Waits as fio does (fio_ioring_getevents): first looks into the CQ and enters
 * the kernel only while fewer than min are there.
 */
static uint64_t wait_in_kernel(struct lane *l, unsigned min, unsigned max)
{
	uint64_t now = 0;
	unsigned taken = lane_take(l, max, &now);

	l->count.cq_ready += taken > 0;
	while (taken < min) {
		if (receive_what_comes(l) || getevents(l, min - taken))
			return 0;
		taken += lane_take(l, max - taken, &now);
	}
	return now;
}

uint64_t reap_in_kernel(struct lane *l)
{
	return lane_is_plain(l) ? plain_reap(l, 1, lane_in_flight(l)) :
				  wait_in_kernel(l, 1, lane_in_flight(l));
}

/*
 * What liburing's io_uring_peek_cqe() does when it finds no CQE: it enters the
 * kernel when the kernel has to look itself, or has set a flag that asks for
 * it, and not otherwise (cq_ring_needs_enter).
 */
static int peek(struct lane *l)
{
	unsigned flags = IO_URING_READ_ONCE(*l->ring.sq.kflags);

	if (likely(!(flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) &&
		   !(l->params->setup_flags & IORING_SETUP_IOPOLL)))
		return 0;
	return getevents(l, 0);
}

/* Spends thinktime, or less when the loop has to leave the lane. */
static void compute(struct lane *l, struct partner *partner)
{
	uint64_t ns = l->params->thinktime_ns;

	l->count.think_ns += l->touch.mapping ? work_touching(l, partner, ns) :
						work_for(l, partner, ns);
}

/*
 * What a look of a thread that computes waits for in the kernel: nothing that
 * its partner takes, and never more than can come.
 */
static unsigned wanted_of_look(const struct lane *l,
			       const struct partner *partner)
{
	uint64_t min = l->params->think_min_complete;
	unsigned left = lane_in_flight(l);

	if (partner->started)
		return 0;
	return min < left ? min : left;
}

/*
 * What is in the CQ, or with the partner that takes it from there: its times
 * are earlier, and *now is left as it is.
 */
static unsigned take(struct lane *l, struct partner *partner, unsigned max,
		     uint64_t *now)
{
	return partner->started ? partner_take(partner, max) :
				  lane_take(l, max, now);
}

/* Looks again and again until there are min completions. */
static uint64_t look(struct lane *l, struct partner *partner, unsigned min,
		     unsigned max)
{
	enum uringlab_wait wait = l->params->wait;
	unsigned taken = 0;
	bool first = true;
	uint64_t now;

	for (;;) {
		unsigned more;

		if (wait_thinks(wait))
			compute(l, partner);
		now = now_ns();
		more = take(l, partner, max - taken, &now);
		l->count.cq_ready += first && more;
		first = false;
		taken += more;
		if (taken >= min || lane_at_edge(l, now))
			return now;
		if (unlikely(partner_failed(partner) || lane_is_broken(l) ||
			     receive_what_comes(l)))
			return 0;
		if (wait == URINGLAB_WAIT_spin)
			continue;
		if (l->params->think_getevents ?
			    getevents(l, wanted_of_look(l, partner)) :
			    peek(l))
			return 0;
		taken += take(l, partner, max - taken, &now);
		if (taken >= min)
			return now;
	}
}

uint64_t reap(struct lane *l, struct partner *partner, unsigned min,
	      unsigned max)
{
	l->count.reaps++;
	if (lane_is_plain(l))
		return plain_reap(l, min, max);
	return l->params->wait == URINGLAB_WAIT_wait ?
		       wait_in_kernel(l, min, max) :
		       look(l, partner, min, max);
}
