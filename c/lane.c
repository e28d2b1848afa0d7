#define _GNU_SOURCE
#include "lane.h"

#include <errno.h>

#include "branches.h"
#include "clock.h"
#include "op_accept.h"
#include "op_socket.h"
#include "ops.h"
#include "ring.h"

void lane_init(struct lane *l)
{
	for (unsigned i = 0; i < l->params->iodepth; i++)
		lane_release(l, i);
	histogram_init(l->slat);
	histogram_init(l->clat);
	histogram_init(l->lat);
	if (l->delivery)
		histogram_init(l->delivery);
	if (load_is_socket(l->cell->load))
		messages_init(&l->op.messages);
}

/* Prepares I/Os for a submit call, for one load: how many. */
static inline __attribute__((always_inline)) unsigned
prepare_of(enum uringlab_load load, struct lane *l)
{
	bool one_time = l->params->clock_per_reap;
	uint64_t start_ns = one_time ? now_ns() : 0;
	unsigned wanted = 0;

	while (l->free_count && wanted < l->params->iodepth_batch) {
		unsigned index = l->free_slots[--l->free_count];
		struct slot *slot;

		if (load_is_socket(load))
			index = message_begin(&l->op.messages, index);
		slot = &l->slots[index];
		l->batch[wanted++] = index;
		slot->start_ns = one_time ? start_ns : now_ns();
		slot->in_flight = true;
		if (load_is_socket(load))
			socket_prepare(&l->op, index, &l->ring);
		else if (load == URINGLAB_LOAD_accept)
			accept_prepare(&l->op, index, &l->ring);
		else if (load_submits(load))
			op_prepare(load, &l->op, slot, index,
				   ring_next_sqe(&l->ring));
	}
	return wanted;
}

/* The load is asked for here, and not for every I/O. */
static unsigned prepare(struct lane *l)
{
	switch (l->cell->load) {
	case URINGLAB_LOAD_nop:
		return prepare_of(URINGLAB_LOAD_nop, l);
	case URINGLAB_LOAD_eventfd:
	case URINGLAB_LOAD_pipe:
		return prepare_of(URINGLAB_LOAD_eventfd, l);
	case URINGLAB_LOAD_futex:
		return prepare_of(URINGLAB_LOAD_futex, l);
	case URINGLAB_LOAD_msg_ring:
		return prepare_of(URINGLAB_LOAD_msg_ring, l);
	case URINGLAB_LOAD_timeout:
		return prepare_of(URINGLAB_LOAD_timeout, l);
	case URINGLAB_LOAD_unix:
	case URINGLAB_LOAD_tcp:
	case URINGLAB_LOAD_udp:
		return prepare_of(URINGLAB_LOAD_tcp, l);
	case URINGLAB_LOAD_accept:
		return prepare_of(URINGLAB_LOAD_accept, l);
	default:
		return prepare_of(URINGLAB_LOAD_read, l);
	}
}

/*
 * With SQPOLL the kernel's thread takes the SQEs; it is called only when it
 * sleeps, as in liburing's sq_ring_needs_enter(). Returns 1 if so.
 */
static int wake_sq_thread(struct lane *l)
{
	/* The tail must be seen before the flag is read. */
	atomic_thread_fence(memory_order_seq_cst);
	if (likely(!(IO_URING_READ_ONCE(*l->ring.sq.kflags) &
		     IORING_SQ_NEED_WAKEUP)))
		return 0;
	l->count.submit_calls++;
	return 1;
}

/*
 * How many of the SQEs the kernel took, or -errno. Where it takes all of them
 * the call ends when there are min CQEs.
 */
static int enter_submit(struct lane *l, unsigned count, unsigned min)
{
	unsigned flags = l->submit_flags;

	if (l->params->setup_flags & IORING_SETUP_SQPOLL) {
		int ret = wake_sq_thread(l);

		if (ret > 0)
			ret = ring_enter(
				l->enter_fd, count, 0,
				l->enter_flags | IORING_ENTER_SQ_WAKEUP);
		return ret < 0 ? ret : (int)count;
	}
	l->count.submit_calls++;
	if (min)
		flags |= IORING_ENTER_GETEVENTS;
	return ring_enter(l->enter_fd, count, min, flags);
}

/* The CQEs that the next submit call waits for: none where others follow. */
static unsigned wanted_of_submit(const struct lane *l)
{
	const struct uringlab_arm_params *p = l->params;

	if (!p->submit_and_wait || l->free_count)
		return 0;
	return lane_cqes(l, p->iodepth_batch_complete_min < p->iodepth ?
				    p->iodepth_batch_complete_min :
				    p->iodepth);
}

static void set_issue_time(struct lane *l, unsigned count)
{
	uint64_t now = now_ns();

	for (unsigned i = 0; i < count; i++)
		l->slots[l->batch[i]].issue_ns = now;
	atomic_store_explicit(&l->issue_ns, now, memory_order_relaxed);
}

void lane_ask(struct lane *l, unsigned count)
{
	struct wake *wake = &l->op.wake;
	uint64_t delay_ns = l->cell->wake_delay_ns;

	for (unsigned i = 0; i < count; i++) {
		unsigned index = l->batch[i];

		wake_ask(wake, index, l->slots[index].issue_ns + delay_ns);
	}
	wake_show(wake);
}

/*
 * Frees the slots of I/Os that the kernel did not take, for which the drain must
 * not wait: of the last left SQEs. An I/O on a connection has several SQEs, and
 * the kernel may have taken some of them: all slots of the batch are freed then,
 * as a lane that has failed counts nothing more.
 */
static void release_unsent(struct lane *l, unsigned wanted, unsigned left)
{
	unsigned taken = wanted - left;

	if (l->cell->load == URINGLAB_LOAD_accept)
		accept_close_unsent(&l->op, &l->ring, left);
	if (load_has_connections(l->cell->load))
		taken = 0;
	while (taken < wanted)
		lane_release(l, l->batch[taken++]);
}

/*
 * Submits what is prepared, and waits for min CQEs: 0, or -1 with the thread's
 * failure set, and with the SQEs that the kernel did not take in *left.
 */
static int submit_prepared(struct lane *l, unsigned min, unsigned *left)
{
	*left = ring_prepared(&l->ring);
	ring_flush_sqes(&l->ring);
	while (*left) {
		int ret = enter_submit(l, *left, min);

		if (unlikely(ret == -EINTR && !atomic_load(&l->gate->abort)))
			continue;
		if (unlikely(ret <= 0))
			return fail(l->failure, ret ? -ret : EAGAIN,
				    URINGLAB_STEP_submit);
		*left -= ret;
	}
	return 0;
}

int lane_receive(struct lane *l)
{
	unsigned left;

	return socket_receive(&l->op, &l->ring) ?
		       submit_prepared(l, 0, &left) :
		       0;
}

int lane_submit(struct lane *l)
{
	unsigned wanted = prepare(l), left;
	unsigned min = wanted_of_submit(l);
	bool before = min || l->params->issue_before;

	if (load_is_socket(l->cell->load))
		socket_receive(&l->op, &l->ring);
	/* The end of a call that waits is not that of the submission. */
	if (before)
		set_issue_time(l, wanted);
	if (unlikely(submit_prepared(l, min, &left))) {
		release_unsent(l, wanted, left);
		return -1;
	}
	if (!before)
		set_issue_time(l, wanted);
	if (load_is_asked(l->cell->load))
		lane_ask(l, wanted);
	return 0;
}
