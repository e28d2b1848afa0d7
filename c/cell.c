/* Checks what a caller gives, and runs one cell from its making to its end. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "abort_signal.h"
#include "cell_memory.h"
#include "clock.h"
#include "crew.h"
#include "live.h"
#include "partner.h"
#include "results.h"
#include "window.h"

#define MAX_THINKTIME_NS (10 * NSEC_PER_SEC)

static bool needs_partner_cpu(const struct uringlab_cell_params *p)
{
	return wait_has_partner(p->wait) ||
	       p->setup_flags & IORING_SETUP_SQ_AFF;
}

static bool valid_params(const struct uringlab_cell_params *p)
{
	/* The upper bounds keep the layout's arithmetic within 64 bits. */
	return p->size == sizeof(*p) && p->workers &&
	       p->workers <= UINT16_MAX && p->iodepth &&
	       p->iodepth <= UINT16_MAX && p->bs && p->bs <= INT_MAX &&
	       p->blocks && p->mem_align && p->mem_align <= INT_MAX &&
	       !(p->mem_align & (p->mem_align - 1)) && p->cpu_count &&
	       p->cpu_count <= MAX_CPUS && p->partner_cpu_count <= MAX_CPUS &&
	       p->iodepth_batch && p->iodepth_batch <= p->iodepth &&
	       p->iodepth_batch_complete_min &&
	       p->iodepth_batch_complete_min <= p->iodepth_batch_complete_max &&
	       p->runtime_ns > URINGLAB_SLICES && p->snapshot_bytes &&
	       p->snapshot_bytes <= UINT32_MAX &&
	       p->wait <= URINGLAB_WAIT_eventfd &&
	       p->thinktime_ns <= MAX_THINKTIME_NS &&
	       (p->partner_cpu_count || !needs_partner_cpu(p)) &&
	       (!p->submit_and_wait ||
		(p->wait == URINGLAB_WAIT_wait &&
		 !(p->setup_flags & IORING_SETUP_SQPOLL)));
}

/* One text of at most PATH_MAX bytes, whose end is the end of its memory. */
static bool valid_path(const struct uringlab_cell_memory *m)
{
	return m->path_bytes && m->path_bytes <= PATH_MAX &&
	       strnlen(m->path, m->path_bytes) == m->path_bytes - 1;
}

/* Whether the parameters make sense and each part is as large as they ask. */
static bool valid(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *p = m->params;

	return m->params_bytes == sizeof(*p) && valid_params(p) &&
	       valid_path(m) &&
	       m->cpus_bytes == (p->cpu_count + p->partner_cpu_count) *
					sizeof(*m->cpus) &&
	       m->live_bytes == sizeof(*m->live) &&
	       m->workers_bytes == p->workers * sizeof(*m->workers) &&
	       m->histograms_bytes == URINGLAB_HISTOGRAMS *
					      (URINGLAB_BUCKETS + 1) *
					      sizeof(*m->histograms) &&
	       m->errnos_bytes == URINGLAB_ERRNOS * sizeof(*m->errnos) &&
	       m->slices_bytes == URINGLAB_SLICES * sizeof(*m->slices) &&
	       m->snapshots_bytes == URINGLAB_SNAPSHOTS * p->snapshot_bytes;
}

/* Ends the workers; whether all that they left behind may be freed. */
static bool finish(struct cell *cell, const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;

	live_set_phase(cell, URINGLAB_PHASE_drain);
	if (!crew_drained(cell))
		result->abandoned = crew_abort(cell);
	if (result->abandoned)
		result->in_flight = results_in_flight(cell);
	else
		results_collect(cell, m);
	live_show(cell);
	crew_release(cell);
	if (!result->abandoned)
		result->abandoned = crew_join(cell);
	if (!result->abandoned)
		result->abandoned = crew_await_sq_threads(cell);
	if (result->abandoned && !result->error)
		result_fail(result, ETIMEDOUT, URINGLAB_STEP_drain);
	return !result->abandoned;
}

/* Runs a cell whose result can be written: 0 or -errno. */
static int run(const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	struct cell *cell;
	int error;

	memset(result, 0, sizeof(*result));
	result->size = sizeof(*result);
	result->first_error_offset = UINT64_MAX;
	if (!valid(m))
		return result_fail(result, EINVAL, URINGLAB_STEP_parameters);
	for (uint64_t i = 0; i < m->cpus_bytes / sizeof(*m->cpus); i++)
		if (m->cpus[i] >= MAX_CPUS)
			return result_fail(result, EINVAL,
					   URINGLAB_STEP_affinity);
	cell = cell_make(m);
	if (!cell)
		return -(int)result->error;
	live_set_phase(cell, URINGLAB_PHASE_setup);

	abort_signal_take();
	error = crew_create(cell);
	if (error)
		result_fail(result, error, URINGLAB_STEP_thread);
	if (crew_is_ready(cell)) {
		window_measure(cell, result, m->snapshots);
		if (result->error || live_is_stopped(cell) ||
		    now_ns() < result->window_end_ns)
			crew_stop(cell);
	} else {
		crew_stop(cell);
		crew_start(cell);
	}
	result->stopped = live_is_stopped(cell);
	/* Threads that cannot be ended keep their memory and their signal. */
	if (finish(cell, m)) {
		cell_free(cell);
		abort_signal_give_back();
	}
	__atomic_store_n(&m->live->phase, URINGLAB_PHASE_done, __ATOMIC_RELAXED);
	return -(int)result->error;
}

int64_t uringlab_run_cell(const struct uringlab_cell_memory *memory)
{
	if (memory->size != sizeof(*memory) ||
	    memory->result_bytes != sizeof(*memory->result))
		return -EINVAL;
	return run(memory);
}
