#include "results.h"

#include "clock.h"

int result_fail(struct uringlab_cell_result *result, int error,
		enum uringlab_step step)
{
	result->error = error;
	result->step = step;
	return -error;
}

void results_collect(const struct cell *cell,
		     const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	uint64_t began = now_ns();

	for (unsigned i = 0; i < cell->thread_count; i++) {
		const struct worker *w = cell->workers[i];

		if (w->error && !result->error)
			result_fail(result, w->error, w->step);
		m->workers[i] = w->result;
		m->workers[i].size = sizeof(w->result);
		histogram_merge(m->histograms, w->slat);
		histogram_merge(m->histograms + URINGLAB_BUCKETS + 1, w->clat);
		histogram_merge(m->histograms + 2 * (URINGLAB_BUCKETS + 1),
				w->lat);
		for (unsigned e = 0; e < URINGLAB_ERRNOS; e++)
			m->errnos[e] += w->errnos[e];
		for (unsigned s = 0; s < URINGLAB_SLICES; s++)
			m->slices[s] += w->slices[s];
		result->locked_bytes += w->memory_bytes;
		result->in_flight += w->in_flight;
		result->short_reads += w->short_reads;
		result->unexpected_cqes += w->unexpected_cqes;
		result->verify_errors += w->verify_errors;
		result->io_errors += w->io_errors;
		if (result->first_error_offset == UINT64_MAX) {
			result->first_error = w->first_error;
			result->first_error_offset = w->first_error_offset;
		}
	}
	result->merge_ns = now_ns() - began;
}

uint64_t results_in_flight(const struct cell *cell)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		all += cell->params.iodepth -
		       __atomic_load_n(&cell->workers[i]->free_count,
				       __ATOMIC_RELAXED);
	return all;
}
