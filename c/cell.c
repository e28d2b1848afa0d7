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
#define MAX_TOUCH_BYTES (UINT64_C(1) << 46)
#define MAX_WAKE_DELAY_NS (10 * NSEC_PER_SEC)
#define MAX_TURNS UINT16_MAX
#define EVENTFD_BYTES 8
/* With SQPOLL four SQEs for each are as many as a ring has. */
#define MAX_CONNECTIONS 8192
#define MAX_RUNTIME_NS (INT64_MAX / MAX_TURNS)

/* What has no ring has none of its modes, and waits in one way. */
static bool valid_engine(const struct uringlab_cell_params *p,
			 const struct uringlab_arm_params *a)
{
	if (a->engine == URINGLAB_ENGINE_io_uring)
		return true;
	return a->engine <= URINGLAB_ENGINE_blocking &&
	       load_has_connections(p->load) && !a->setup_flags &&
	       a->wait == URINGLAB_WAIT_wait &&
	       a->recv == URINGLAB_RECV_single &&
	       a->accept == URINGLAB_ACCEPT_single &&
	       (a->engine == URINGLAB_ENGINE_epoll ||
		a->iodepth == a->pipeline);
}

/*
 * Threads of io-wq would send the messages of a connection side by side. A
 * receive brings one datagram, so that there is nothing to bundle.
 */
static bool valid_messages(const struct uringlab_cell_params *p,
			   const struct uringlab_arm_params *a)
{
	if (!a->pipeline || a->iodepth % a->pipeline)
		return false;
	if (!load_is_socket(p->load))
		return a->pipeline == 1;
	return (a->pipeline == 1 || !a->force_async) &&
	       (a->recv != URINGLAB_RECV_bundle ||
		p->load != URINGLAB_LOAD_udp);
}

/*
 * A waker hears of I/Os when their submit call has returned, and so would never
 * end a call that waits for them; an SQ thread leaves no call to wait in. What
 * is not submitted has neither an SQ thread nor flags of an SQE.
 */
static bool valid_submission(const struct uringlab_cell_params *p,
			     const struct uringlab_arm_params *a)
{
	if (a->submit_and_wait &&
	    (load_is_asked(p->load) || a->wait != URINGLAB_WAIT_wait ||
	     a->setup_flags & IORING_SETUP_SQPOLL))
		return false;
	return load_submits(p->load) ||
	       !(a->force_async ||
		 a->setup_flags & (IORING_SETUP_SQPOLL | IORING_SETUP_IOPOLL));
}

/* Threads of io-wq would accept connections in any order. */
static bool valid_accept(const struct uringlab_cell_params *p,
			 const struct uringlab_arm_params *a)
{
	return a->accept <= URINGLAB_ACCEPT_multishot &&
	       (p->load != URINGLAB_LOAD_accept || !a->force_async);
}

static bool valid_touch(const struct uringlab_arm_params *a)
{
	return a->think_touch <= URINGLAB_TOUCH_fresh &&
	       a->think_touch_every_ns && a->think_touch_bytes &&
	       a->think_touch_bytes <= MAX_TOUCH_BYTES &&
	       !(a->think_touch_bytes % URINGLAB_TOUCH_FILE_BYTES);
}

static bool valid_arm(const struct uringlab_cell_params *p,
		      const struct uringlab_arm_params *a)
{
	return a->size == sizeof(*a) && a->iodepth &&
	       a->iodepth <= UINT16_MAX && a->iodepth_batch &&
	       a->iodepth_batch <= a->iodepth &&
	       a->iodepth_batch_complete_min &&
	       a->iodepth_batch_complete_min <= a->iodepth_batch_complete_max &&
	       a->wait <= URINGLAB_WAIT_eventfd &&
	       a->send <= URINGLAB_SEND_register &&
	       a->recv <= URINGLAB_RECV_bundle && valid_submission(p, a) &&
	       valid_engine(p, a) && valid_messages(p, a) &&
	       valid_accept(p, a) &&
	       (!load_has_connections(p->load) ||
		a->iodepth <= MAX_CONNECTIONS) &&
	       (!a->sequential || p->load == URINGLAB_LOAD_read) &&
	       a->thinktime_ns <= MAX_THINKTIME_NS &&
	       (a->think_touch == URINGLAB_TOUCH_none || valid_touch(a)) &&
	       (p->partner_cpu_count || !arm_uses_partner_cpu(a));
}

/* Whether nothing of an arm runs on in the turns of others. */
static bool may_take_turns(const struct uringlab_cell_params *p,
			   const struct uringlab_arm_params *a)
{
	return !wait_has_partner(a->wait) && !p->number_ios &&
	       !(a->setup_flags & (IORING_SETUP_SQPOLL | IORING_SETUP_IOPOLL));
}

static bool valid_arms(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *p = m->params;

	if (m->arms_bytes != p->arms * sizeof(*m->arms))
		return false;
	for (uint64_t n = 0; n < p->arms; n++)
		if (!valid_arm(p, &m->arms[n]) ||
		    (p->turns > 1 && !may_take_turns(p, &m->arms[n])))
			return false;
	return true;
}

/* Turns follow one another and give each arm the time that is asked for. */
static bool valid_schedule(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *p = m->params;
	uint64_t measured_ns[URINGLAB_ARMS] = { 0 }, end_ns = 0;

	if (m->schedule_bytes != p->turns * sizeof(*m->schedule) ||
	    m->schedule[0].start_ns)
		return false;
	for (uint64_t turn = 0; turn < p->turns; turn++) {
		const struct uringlab_turn *t = &m->schedule[turn];

		if (t->size != sizeof(*t) || t->arm >= p->arms ||
		    t->start_ns < end_ns || t->start_ns > MAX_RUNTIME_NS ||
		    t->length_ns > MAX_RUNTIME_NS)
			return false;
		end_ns = t->start_ns + t->length_ns;
		measured_ns[t->arm] += t->length_ns;
	}
	for (uint64_t n = 0; n < p->arms; n++)
		if (measured_ns[n] != p->runtime_ns)
			return false;
	return true;
}

/* What I/Os are, how many bytes they take, and who completes them. */
static bool valid_load(const struct uringlab_cell_params *p)
{
	return p->load <= URINGLAB_LOAD_accept &&
	       (p->waker_cpu_count || !load_has_waker(p->load)) &&
	       p->waker_cpu_count <= MAX_CPUS &&
	       p->wake_delay_ns <= MAX_WAKE_DELAY_NS &&
	       (p->load != URINGLAB_LOAD_eventfd || p->bs == EVENTFD_BYTES) &&
	       (p->load != URINGLAB_LOAD_pipe || p->bs <= PIPE_BUF) &&
	       (!load_is_socket(p->load) ||
		(p->bs >= sizeof(struct message_head) &&
		 p->bs <= MESSAGE_BYTES_MAX)) &&
	       (p->load != URINGLAB_LOAD_timeout ||
		p->bs >= sizeof(struct __kernel_timespec)) &&
	       (p->load == URINGLAB_LOAD_read || !p->verify);
}

static bool valid_params(const struct uringlab_cell_params *p)
{
	/* The upper bounds keep the layout's arithmetic within 64 bits. */
	return p->size == sizeof(*p) && p->arms && p->arms <= URINGLAB_ARMS &&
	       p->turns && p->turns <= MAX_TURNS &&
	       p->perf_counters <= URINGLAB_PERF_software && valid_load(p) &&
	       p->settle_ns <= MAX_RUNTIME_NS &&
	       p->workers && p->workers <= UINT16_MAX && p->bs &&
	       p->bs <= INT_MAX && p->blocks && p->mem_align &&
	       p->mem_align <= INT_MAX &&
	       !(p->mem_align & (p->mem_align - 1)) && p->cpu_count &&
	       p->cpu_count <= MAX_CPUS && p->partner_cpu_count <= MAX_CPUS &&
	       p->runtime_ns > URINGLAB_SLICES && p->snapshot_bytes &&
	       p->snapshot_bytes <= UINT32_MAX;
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
	uint64_t edges;

	if (m->params_bytes != sizeof(*p) || !valid_params(p))
		return false;
	edges = p->turn_snapshots ? p->turns : 1;
	return valid_arms(m) && valid_schedule(m) && valid_path(m) &&
	       m->cpus_bytes == (p->cpu_count + p->partner_cpu_count +
				 p->waker_cpu_count) *
					sizeof(*m->cpus) &&
	       m->live_bytes == sizeof(*m->live) &&
	       m->arm_results_bytes == p->arms * sizeof(*m->arm_results) &&
	       m->turns_bytes == p->turns * sizeof(*m->turns) &&
	       m->workers_bytes ==
		       p->arms * p->workers * sizeof(*m->workers) &&
	       m->histograms_bytes == p->arms * URINGLAB_HISTOGRAMS *
					      (URINGLAB_BUCKETS + 1) *
					      sizeof(*m->histograms) &&
	       m->errnos_bytes ==
		       p->arms * URINGLAB_ERRNOS * sizeof(*m->errnos) &&
	       m->slices_bytes ==
		       p->arms * URINGLAB_SLICES * sizeof(*m->slices) &&
	       m->snapshots_bytes ==
		       edges * URINGLAB_SNAPSHOTS * p->snapshot_bytes;
}

/* Ends the workers; whether all that they left behind may be freed. */
static bool finish(struct cell *cell, const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	struct failure failure;

	live_set_phase(cell, URINGLAB_PHASE_drain);
	if (!crew_drained(cell))
		result->abandoned = crew_abort(cell);
	/* After the workers, whose drain needs the wakers. */
	failure = crew_stop_wakers(cell);
	if (failure.error && !result->error)
		result_fail(result, failure.error, failure.step);
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

/* Whether the wakers are there that the load needs. */
static bool wakers_start(struct cell *cell, struct uringlab_cell_result *result)
{
	int error = crew_start_wakers(cell);

	if (error)
		result_fail(result, error, URINGLAB_STEP_thread);
	return !error;
}

/* Runs a cell whose result can be written: 0 or -errno. */
static int run(const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	struct cell *cell;
	int error;

	memset(result, 0, sizeof(*result));
	result->size = sizeof(*result);
	if (!valid(m))
		return result_fail(result, EINVAL, URINGLAB_STEP_parameters);
	for (uint64_t i = 0; i < m->cpus_bytes / sizeof(*m->cpus); i++)
		if (m->cpus[i] >= MAX_CPUS)
			return result_fail(result, EINVAL,
					   URINGLAB_STEP_affinity);
	cell = cell_make(m);
	if (!cell)
		return -(int)result->error;
	results_begin(cell, m);
	live_set_phase(cell, URINGLAB_PHASE_setup);

	abort_signal_take();
	error = crew_create(cell);
	if (error)
		result_fail(result, error, URINGLAB_STEP_thread);
	if (crew_is_ready(cell) && wakers_start(cell, result)) {
		window_measure(cell, m);
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
