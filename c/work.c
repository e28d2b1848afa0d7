#define _GNU_SOURCE
#include "work.h"

#include <time.h>

#include "clock.h"
#include "think.h"

/* Work is done in pieces, between which the thread sees that it has to stop. */
#define PIECE_NS UINT64_C(1000000)

bool wait_thinks(enum uringlab_wait wait)
{
	return wait >= URINGLAB_WAIT_compute;
}

bool lane_works(const struct lane *l)
{
	return wait_thinks(l->params->wait) || l->params->random_phase;
}

void work_prepare(struct lane *l)
{
	struct timespec tick;

	l->think_rounds = think_calibrate();
	/* The coarse clock goes by ticks, and so its resolution is one. */
	if (!clock_getres(CLOCK_MONOTONIC_COARSE, &tick))
		l->tick_ns = tick.tv_nsec;
}

uint64_t work_for(struct lane *l, struct partner *partner, uint64_t ns)
{
	uint64_t left = ns;

	while (left) {
		uint64_t piece = left < PIECE_NS ? left : PIECE_NS;

		think(l->think_rounds * piece / 1000000);
		left -= piece;
		if (left &&
		    (partner_failed(partner) || lane_at_edge(l, now_ns())))
			break;
	}
	return ns - left;
}

uint64_t work_touching(struct lane *l, struct partner *partner, uint64_t ns)
{
	uint64_t done = 0;

	while (done < ns) {
		uint64_t left = ns - done;
		uint64_t piece = left < l->touch.left_ns ? left :
							   l->touch.left_ns;
		uint64_t spent = work_for(l, partner, piece);

		done += spent;
		l->touch.left_ns -= spent;
		if (!l->touch.left_ns) {
			touch_next(&l->touch);
			l->count.touches++;
			l->touch.left_ns = l->params->think_touch_every_ns;
		}
		if (done < ns &&
		    (partner_failed(partner) || lane_at_edge(l, now_ns())))
			break;
	}
	return done;
}

void work_to_random_phase(struct lane *l, struct partner *partner)
{
	if (l->tick_ns)
		work_for(l, partner, random_below(&l->phase, l->tick_ns));
}

void work_cycles(uint64_t cycles)
{
	/* Each round waits for the one before it: a cycle at best. */
	while (cycles--)
		__asm__ volatile("" : "+r"(cycles));
}
