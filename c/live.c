#include "live.h"

void live_set_phase(struct cell *cell, enum uringlab_phase phase)
{
	__atomic_store_n(&cell->live->phase, phase, __ATOMIC_RELAXED);
}

void live_show(struct cell *cell)
{
	uint64_t ios = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		for (unsigned n = 0; n < cell->params.arms; n++)
			ios += atomic_load_explicit(
				&cell->workers[i]->lanes[n].live_ios,
				memory_order_relaxed);
	__atomic_store_n(&cell->live->ios, ios, __ATOMIC_RELAXED);
}

bool live_is_stopped(const struct cell *cell)
{
	return __atomic_load_n(&cell->live->stop, __ATOMIC_RELAXED);
}
