#include "results.h"

#include "clock.h"

static void collect_lane(const struct lane *l,
			 const struct uringlab_cell_memory *m)
{
	const struct histogram *all[URINGLAB_HISTOGRAMS] = { l->slat, l->clat,
							     l->lat };

	for (unsigned h = 0; h < URINGLAB_HISTOGRAMS; h++)
		histogram_merge(m->histograms + h * (URINGLAB_BUCKETS + 1),
				all[h]);
	for (unsigned s = 0; s < URINGLAB_SLICES; s++)
		m->slices[s] += l->slices[s];
	m->result->unexpected_cqes += l->unexpected_cqes;
	op_describe(&l->op, m->result, m->errnos);
}

void results_collect(const struct cell *cell,
		     const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	uint64_t began = now_ns();

	for (unsigned i = 0; i < cell->thread_count; i++) {
		const struct worker *w = cell->workers[i];

		if (w->failure.error && !result->error)
			result_fail(result, w->failure.error, w->failure.step);
		m->workers[i] = w->result;
		m->workers[i].size = sizeof(w->result);
		result->locked_bytes += worker_locked_bytes(w);
		result->in_flight += w->in_flight;
		for (unsigned n = 0; n < LANES; n++)
			collect_lane(&w->lanes[n], m);
	}
	result->merge_ns = now_ns() - began;
}

uint64_t results_in_flight(const struct cell *cell)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		for (unsigned n = 0; n < LANES; n++) {
			const struct lane *l = &cell->workers[i]->lanes[n];

			all += l->params->iodepth -
			       __atomic_load_n(&l->free_count,
					       __ATOMIC_RELAXED);
		}
	return all;
}
