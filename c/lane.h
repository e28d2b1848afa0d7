/*
 * A lane: one ring with its slots, histograms and counters. It issues I/Os into
 * free slots and takes their completions; what they do is the operation's
 * (op.h), how the thread learns of them is reap.h's.
 */
#ifndef LANE_H
#define LANE_H

#include <liburing.h>
#include <stdatomic.h>

#include "failure.h"
#include "gate.h"
#include "histogram.h"
#include "op.h"
#include "random.h"
#include "slot.h"
#include "touch.h"

/*
 * Since the lane was opened: its system calls and looks; ios, of its I/Os those
 * that count in a window (lane_set_window()); and in_flight_ns, the time that
 * all of its I/Os spent inside of windows.
 */
struct counters {
	uint64_t ios, in_flight_ns;
	uint64_t submit_calls, getevents_calls, reaps, cq_ready, think_ns,
		touches;
};

struct lane {
	/* Set by the cell before the thread starts. */
	const struct uringlab_cell_params *cell;
	const struct uringlab_arm_params *params;
	struct gate *gate;
	struct failure *failure; /* of the lane's thread */
	struct histogram *slat, *clat, *lat;
	struct histogram *delivery; /* NULL where nobody knows when it began */
	struct slot *slots; /* iodepth of them */
	unsigned *free_slots, *batch; /* slots by their numbers */

	/* The thread's own. */
	bool has_ring;
	int epoll; /* of a lane that waits in epoll_wait(2); see plain.h */
	struct io_uring ring;
	int sq_tid; /* with SQPOLL the kernel's thread, -1 if not found */
	int enter_fd; /* of io_uring_enter(): the ring's, or its index */
	unsigned enter_flags;  /* IORING_ENTER_* of every call */
	unsigned submit_flags; /* and of a submit call */
	uint64_t think_rounds; /* of work in a millisecond */
	uint64_t tick_ns;      /* the period of the kernel's timer tick */
	struct random phase;   /* where in it I/Os are submitted */
	struct touch touch;    /* what is touched while it computes */
	unsigned free_count;
	uint64_t window_start_ns;
	uint64_t settle_ns; /* a read counts by then at the latest; 0: any time */
	uint64_t slices_from_ns; /* of the lane's windows before this one */
	uint64_t slice_scale; /* 2^64 / the length of a slice in ns */
	bool quota_met;
	struct counters count;
	uint64_t completed, unexpected_cqes;
	struct op op;
	uint64_t slices[URINGLAB_SLICES];

	/* Shared with the cell while the thread runs. */
	_Atomic uint64_t edge_ns; /* where the loop leaves the lane next */
	_Atomic uint64_t window_ns; /* I/Os that are seen later do not count */
	_Atomic uint64_t live_ios;

	/* Of the latest submit call, for a partner; on a line of its own. */
	_Alignas(64) _Atomic uint64_t issue_ns;
};

/* I/Os that were submitted and whose completion was not taken yet. */
static inline unsigned lane_in_flight(const struct lane *l)
{
	return l->params->iodepth - l->free_count;
}

/*
 * How many CQEs to wait for where so many I/Os are wanted. With several messages
 * on a connection one may bring all of them, and may have to be taken before
 * there can be another one.
 */
static inline unsigned lane_cqes(const struct lane *l, unsigned ios)
{
	return ios && l->params->pipeline > 1 ? 1 : ios;
}

/* The I/O of a slot is over: another one may have it. */
static inline void lane_release(struct lane *l, unsigned index)
{
	l->slots[index].in_flight = false;
	l->free_slots[l->free_count++] = index;
}

/* Whether the loop has to leave the lane by the time now. */
static inline bool lane_at_edge(const struct lane *l, uint64_t now)
{
	return now >= atomic_load_explicit(&l->edge_ns, memory_order_relaxed);
}

/* Whether the cell does not even wait for I/Os any more. */
static inline bool lane_is_aborted(const struct lane *l)
{
	return atomic_load_explicit(&l->gate->abort, memory_order_relaxed);
}

/*
 * Whether a connection of the lane's is broken, or cannot be had, without which
 * there is no way on: the thread's failure is then set.
 */
static inline bool lane_is_broken(struct lane *l)
{
	int error = atomic_load_explicit(&l->op.broken, memory_order_relaxed);

	return error && fail(l->failure, error,
			     l->cell->load == URINGLAB_LOAD_accept ?
				     URINGLAB_STEP_accept :
				     URINGLAB_STEP_message);
}

/* Makes all slots free and the counters zero; the ring is there. */
void lane_init(struct lane *l);

/*
 * Submits iodepth_batch I/Os, or as many as slots are free, in one system call
 * unless the kernel takes only a part of them; where others post the I/Os into
 * the ring, it asks for as many, without a system call. Returns 0, or -1 with the
 * thread's failure set.
 */
int lane_submit(struct lane *l);

/*
 * Asks the waker to complete the first count I/Os of the batch: they wait in the
 * kernel by now.
 */
void lane_ask(struct lane *l, unsigned count);

/*
 * Submits a receive for every connection that has none: what lane_submit() does
 * beside its messages. Returns 0, or -1 with the thread's failure set.
 */
int lane_receive(struct lane *l);

/* Shows the cell how many I/Os have completed so far. */
static inline void lane_show(struct lane *l)
{
	atomic_store_explicit(&l->live_ios, l->completed, memory_order_relaxed);
}

#endif
