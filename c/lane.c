#define _GNU_SOURCE
#include "lane.h"

#include <errno.h>

#include "branches.h"
#include "clock.h"
#include "completion.h"
#include "ops.h"
#include "ring.h"

static void release_slot(struct lane *l, unsigned index)
{
	l->slots[index].in_flight = false;
	l->free_slots[l->free_count++] = index;
}

void lane_init(struct lane *l)
{
	for (unsigned i = 0; i < l->params->iodepth; i++)
		release_slot(l, i);
	histogram_init(l->slat);
	histogram_init(l->clat);
	histogram_init(l->lat);
	if (l->delivery)
		histogram_init(l->delivery);
	if (load_is_socket(l->cell->load))
		messages_init(&l->op.messages);
}

/* A multiplication in the loop, where a division would be ten times slower. */
__extension__ typedef unsigned __int128 product;

void lane_set_window(struct lane *l, uint64_t start_ns, uint64_t window_ns)
{
	l->window_start_ns = start_ns;
	l->slice_scale = ((product)URINGLAB_SLICES << 64) /
			 l->cell->runtime_ns;
	atomic_store(&l->window_ns, window_ns);
}

void lane_end_window(struct lane *l)
{
	uint64_t now = now_ns(), start = l->window_start_ns;
	uint64_t since_ns = now > start ? now - start : 0;

	if (since_ns < atomic_load(&l->window_ns))
		atomic_store(&l->window_ns, since_ns);
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
 * The drain must not wait for what never left. Where I/Os have several SQEs a
 * part of these may have: that none of them comes back is a part of the failure.
 */
static void release_unsent(struct lane *l, unsigned wanted, unsigned left)
{
	unsigned taken = wanted - left;

	if (l->cell->load == URINGLAB_LOAD_accept)
		accept_close_unsent(&l->op, &l->ring, left);
	if (load_has_connections(l->cell->load))
		taken = 0;
	while (taken < wanted)
		release_slot(l, l->batch[taken++]);
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
	release_slot(l, index);
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
