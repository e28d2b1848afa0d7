/*
 * When a waker had a CPU. It sleeps nowhere, so that its own clock tells: where
 * much more time has passed between two looks than one of its calls takes,
 * something else had the CPU. In a virtual machine that may be the host, which
 * need not tell of it as stolen time.
 */
#ifndef PRESENCE_H
#define PRESENCE_H

#include "branches.h"
#include "gate.h"
#include "uringlab.h"

/*
 * From so long on it is an absence, in ns: a hundred times what a call takes that
 * completes an I/O. Shorter ones are never told, however many there are.
 */
#define PRESENCE_GAP_NS 300000

struct presence {
	/* Set by the cell before the threads start. */
	struct gate *gate;
	const struct uringlab_turn *schedule;
	uint64_t turns;
	_Atomic uint64_t *absent_ns; /* of each turn; NULL: it does not tell */

	/* The waker's own: when it was started, then when it looked last. */
	uint64_t last_ns;

	/* Everything until then is in absent_ns; on a line of its own. */
	_Alignas(64) _Atomic uint64_t seen_ns;
};

/* Adds an absence that has just ended to the turns in which it was. */
void presence_add_absence(struct presence *p, uint64_t now);

/* The waker has a CPU at the time now. */
static inline void presence_note(struct presence *p, uint64_t now)
{
	if (unlikely(now - p->last_ns >= PRESENCE_GAP_NS))
		presence_add_absence(p, now);
	p->last_ns = now;
	atomic_store_explicit(&p->seen_ns, now, memory_order_release);
}

/*
 * For how much of a turn, which was over at end_ns, the waker had no CPU.
 * UINT64_MAX where it does not tell, or where the cell is to stop. Every thread
 * that asks gets the same answer: it is waited for until the waker was seen
 * after the turn, which has mostly been by the time its I/Os have come back.
 */
uint64_t presence_absent_ns(const struct presence *p, uint64_t turn,
			    uint64_t end_ns);

/*
 * The same of the waker that had its CPU least; UINT64_MAX where one does not
 * tell, or there are none.
 */
uint64_t presence_most_absent_ns(struct presence *const *wakers, unsigned count,
				 uint64_t turn, uint64_t end_ns);

#endif
