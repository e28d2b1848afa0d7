#include "results.h"

#include <string.h>

#include "clock.h"

/* Adds one worker's lane of an arm to the arm's results. */
static void collect_lane(const struct lane *l, unsigned arm,
			 const struct uringlab_cell_memory *m)
{
	const struct histogram *all[URINGLAB_HISTOGRAMS] = {
		l->slat, l->clat, l->lat, l->delivery
	};
	uint64_t *histograms = m->histograms + arm * URINGLAB_HISTOGRAMS *
						       (URINGLAB_BUCKETS + 1);
	uint64_t *slices = m->slices + arm * URINGLAB_SLICES;

	for (unsigned h = 0; h < URINGLAB_HISTOGRAMS; h++)
		if (all[h])
			histogram_merge(histograms + h * (URINGLAB_BUCKETS + 1),
					all[h]);
	for (unsigned s = 0; s < URINGLAB_SLICES; s++)
		slices[s] += l->slices[s];
	m->arm_results[arm].unexpected_cqes += l->unexpected_cqes;
	op_describe(&l->op, &m->arm_results[arm],
		    m->errnos + arm * URINGLAB_ERRNOS);
}

/* Adds one worker's turn to that of all. */
static void collect_turn(struct uringlab_turn_result *all,
			 const struct uringlab_turn_result *t)
{
	all->ios += t->ios;
	all->lat_sum_ns += t->lat_sum_ns;
	all->in_flight_ns += t->in_flight_ns;
	all->user_ns += t->user_ns;
	all->system_ns += t->system_ns;
	all->late_ns += t->late_ns;
	if (t->drain_ns > all->drain_ns)
		all->drain_ns = t->drain_ns;
	all->counted += t->counted;
	/* All workers are told the same of it. */
	all->absent_ns = t->absent_ns;
}

static void collect_worker(const struct cell *cell, unsigned index,
			   const struct uringlab_cell_memory *m)
{
	const struct worker *w = cell->workers[index];
	struct uringlab_cell_result *result = m->result;

	if (w->failure.error && !result->error)
		result_fail(result, w->failure.error, w->failure.step);
	if (!result->perf_error)
		result->perf_error = w->perf.error;
	for (unsigned n = 0; n < cell->params.arms; n++) {
		struct uringlab_worker_result *r =
			&m->workers[n * cell->params.workers + index];

		*r = w->results[n];
		r->size = sizeof(*r);
		collect_lane(&w->lanes[n], n, m);
	}
	for (uint64_t turn = 0; turn < cell->params.turns; turn++)
		collect_turn(&m->turns[turn], &w->turns[turn]);
	result->locked_bytes += worker_locked_bytes(w);
	result->in_flight += w->in_flight;
}

void results_begin(const struct cell *cell,
		   const struct uringlab_cell_memory *m)
{
	memset(m->arm_results, 0, m->arm_results_bytes);
	memset(m->turns, 0, m->turns_bytes);
	for (unsigned n = 0; n < cell->params.arms; n++) {
		m->arm_results[n].size = sizeof(m->arm_results[n]);
		m->arm_results[n].first_error_offset = UINT64_MAX;
	}
	for (uint64_t turn = 0; turn < cell->params.turns; turn++) {
		m->turns[turn].size = sizeof(m->turns[turn]);
		m->turns[turn].arm = cell->schedule[turn].arm;
	}
}

/* When the turns were; a window that was ended early has one. */
static void tell_turns(const struct cell *cell,
		       const struct uringlab_cell_memory *m)
{
	uint64_t end_ns = m->result->window_end_ns;

	for (uint64_t turn = 0; turn < cell->params.turns; turn++) {
		struct uringlab_turn_result *t = &m->turns[turn];

		t->start_ns = m->result->window_start_ns +
			      cell->schedule[turn].start_ns;
		t->end_ns = t->start_ns + cell->schedule[turn].length_ns;
		if (t->end_ns > end_ns)
			t->end_ns = end_ns;
	}
}

void results_collect(const struct cell *cell,
		     const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	uint64_t began = now_ns();

	tell_turns(cell, m);
	for (unsigned i = 0; i < cell->thread_count; i++)
		collect_worker(cell, i, m);
	for (unsigned i = 0; i < cell->waker_count; i++)
		result->locked_bytes += cell->wakers[i].memory_bytes;
	result->merge_ns = now_ns() - began;
}

uint64_t results_in_flight(const struct cell *cell)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		for (unsigned n = 0; n < cell->params.arms; n++) {
			const struct lane *l = &cell->workers[i]->lanes[n];

			all += l->params->iodepth -
			       __atomic_load_n(&l->free_count,
					       __ATOMIC_RELAXED);
		}
	return all;
}
