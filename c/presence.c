#include "presence.h"

#include <sched.h>

static uint64_t more_of(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void presence_add_absence(struct presence *p, uint64_t now)
{
	uint64_t window_ns;

	if (!p->absent_ns)
		return;
	window_ns = atomic_load(&p->gate->window_start_ns);
	/* Nobody knows yet when the turns will be. */
	if (!window_ns)
		return;
	for (uint64_t turn = 0; turn < p->turns; turn++) {
		uint64_t start = window_ns + p->schedule[turn].start_ns;
		uint64_t end = start + p->schedule[turn].length_ns;
		uint64_t from = more_of(start, p->last_ns);
		uint64_t to = end < now ? end : now;

		if (to > from)
			atomic_fetch_add_explicit(&p->absent_ns[turn],
						  to - from,
						  memory_order_relaxed);
	}
}

uint64_t presence_absent_ns(const struct presence *p, uint64_t turn,
			    uint64_t end_ns)
{
	if (!p->absent_ns)
		return UINT64_MAX;
	while (atomic_load_explicit(&p->seen_ns, memory_order_acquire) <
	       end_ns) {
		if (atomic_load(&p->gate->stop) || atomic_load(&p->gate->abort))
			return UINT64_MAX;
		sched_yield();
	}
	return atomic_load_explicit(&p->absent_ns[turn], memory_order_relaxed);
}

uint64_t presence_most_absent_ns(struct presence *const *wakers, unsigned count,
				 uint64_t turn, uint64_t end_ns)
{
	uint64_t most = count ? 0 : UINT64_MAX;

	for (unsigned i = 0; i < count; i++)
		most = more_of(most,
				presence_absent_ns(wakers[i], turn, end_ns));
	return most;
}
