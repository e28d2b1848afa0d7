/*
 * The partner of a lane: a thread on another CPU that waits for the completions
 * of the lane's ring, by io_uring_enter(GETEVENTS) or by reading its eventfd,
 * and hands them to the worker, which computes meanwhile.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include "affinity.h"
#include "lane.h"
#include "stack.h"

#ifndef PARTNER_STACK_BYTES /* at least; see stack_bytes() */
#define PARTNER_STACK_BYTES (64 * 1024)
#endif

struct partner {
	/* Set by the cell before the worker starts. */
	struct lane *lane;
	unsigned index; /* of the worker, for the thread's name */
	struct cpu_mask cpus;
	struct stack stack;
	unsigned *returned; /* slots seen, up to iodepth of them */

	/* The worker's own. */
	pthread_t thread;
	bool started;
	int eventfd;
	uint64_t returned_head;

	/* Written by the partner, read by the worker. */
	_Alignas(64) _Atomic uint64_t returned_tail;
	atomic_bool ready, stop, gone;
	atomic_int error;
	enum uringlab_step step; /* that failed, where there is an error */
	int tid;

	/* The partner's own, but the counters are read at the window's edges. */
	uint64_t timed_issue_ns; /* of the latest submit call with a wake-up */
	_Atomic uint64_t calls, wakeups, empty, wakes_timed, wake_sum_ns;
};

/* Whether lanes whose thread waits in this way have a partner. */
bool wait_has_partner(enum uringlab_wait wait);

/* Whether anything of an arm runs on its partner's CPU, which may be given to all. */
bool arm_uses_partner_cpu(const struct uringlab_arm_params *a);

/*
 * Starts the partner on its CPUs; it has begun to wait, or is about to, when
 * this returns 0. Otherwise -1, with the failure of the lane's thread set.
 */
int partner_start(struct partner *p);

/*
 * Lets the partner leave the ring, which is the worker's alone when this
 * returns. If it had given up before, the failure of the lane's thread is set.
 * To be called also when there is none.
 */
void partner_stop(struct partner *p);

/* Waits for its thread, which lives until the cell has released it. */
void partner_join(struct partner *p);

/* As lane_take(), of what the partner has seen. */
unsigned partner_take(struct partner *p, unsigned max);

/* Whether there is one that has given up; the thread's failure is then set. */
bool partner_failed(struct partner *p);

#endif
