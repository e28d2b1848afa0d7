#define _GNU_SOURCE
#include "crew.h"

#include <errno.h>

#include "abort_signal.h"
#include "clock.h"
#include "live.h"
#include "snapshot.h"
#include "threads.h"

#define START_SLACK_NS (1 * 1000 * 1000)
/* How often a stop is looked for, and an abort repeated. */
#define POLL_NS (50 * 1000 * 1000)
#define SQ_THREAD_POLL_NS (1 * 1000 * 1000)
/* How long an aborted thread may take before it is given up. */
#define ABORT_TIMEOUT_NS (2 * NSEC_PER_SEC)
/* How long a stopped cell waits for its reads. */
#define STOP_PATIENCE_NS NSEC_PER_SEC

/* Signals are for the caller's threads; only the abort signal is for ours. */
int crew_create(struct cell *cell)
{
	sigset_t ours, callers;
	int error = 0;

	sigfillset(&ours);
	sigdelset(&ours, ABORT_SIGNAL);
	pthread_sigmask(SIG_SETMASK, &ours, &callers);
	while (!error && cell->thread_count < cell->params.workers) {
		struct worker *w = cell->workers[cell->thread_count];

		error = stack_start_thread(&w->thread, &w->stack, worker_main,
					   w);
		if (!error)
			cell->thread_count++;
	}
	pthread_sigmask(SIG_SETMASK, &callers, NULL);
	return error;
}

bool crew_is_ready(struct cell *cell)
{
	bool good = cell->thread_count == cell->params.workers;

	pthread_mutex_lock(&cell->gate.mutex);
	while (cell->gate.ready_count < cell->thread_count)
		pthread_cond_wait(&cell->gate.changed, &cell->gate.mutex);
	pthread_mutex_unlock(&cell->gate.mutex);
	for (unsigned i = 0; i < cell->thread_count; i++)
		good = good && !cell->workers[i]->failure.error;
	return good;
}

void crew_start(struct cell *cell)
{
	struct gate *gate = &cell->gate;
	const struct uringlab_turn *last =
		&cell->schedule[cell->params.turns - 1];

	pthread_mutex_lock(&gate->mutex);
	gate->window_start_ns = cell->params.window_start_ns;
	if (!gate->window_start_ns)
		gate->window_start_ns = now_ns() + START_SLACK_NS +
					cell->params.ramp_ns;
	gate->window_end_ns = gate->window_start_ns + last->start_ns +
			      last->length_ns;
	gate->started = true;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
}

int crew_start_wakers(struct cell *cell)
{
	sigset_t all, callers;
	int error = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &callers);
	for (unsigned i = 0; i < cell->waker_count && !error; i++)
		error = waker_start(&cell->wakers[i]);
	pthread_sigmask(SIG_SETMASK, &callers, NULL);
	return error;
}

struct failure crew_stop_wakers(struct cell *cell)
{
	struct failure first = { 0 };

	for (unsigned i = 0; i < cell->waker_count; i++) {
		waker_stop(&cell->wakers[i]);
		if (!first.error)
			first = cell->wakers[i].failure;
	}
	return first;
}

void crew_release(struct cell *cell)
{
	pthread_mutex_lock(&cell->gate.mutex);
	cell->gate.released = true;
	pthread_cond_broadcast(&cell->gate.changed);
	pthread_mutex_unlock(&cell->gate.mutex);
}

/* Lets the workers see that their time is over. */
static void end_loops(struct cell *cell)
{
	for (unsigned i = 0; i < cell->thread_count; i++)
		for (unsigned n = 0; n < cell->params.arms; n++)
			atomic_store(&cell->workers[i]->lanes[n].edge_ns, 0);
}

/*
 * The length of the window is set before the edges are: run_window() relies on
 * it to see that the window was ended.
 */
uint64_t crew_end_window(struct cell *cell)
{
	uint64_t now = now_ns();

	for (unsigned i = 0; i < cell->thread_count; i++)
		for (unsigned n = 0; n < cell->params.arms; n++)
			atomic_store(&cell->workers[i]->lanes[n].window_ns,
				     now - cell->gate.window_start_ns);
	end_loops(cell);
	return now;
}

void crew_stop(struct cell *cell)
{
	atomic_store(&cell->gate.stop, true);
	end_loops(cell);
}

/* Waits for the threads that are left; how many are not done by then. */
static unsigned wait_until_done(struct cell *cell, uint64_t deadline_ns)
{
	struct timespec deadline = timespec_of(deadline_ns);
	unsigned left;
	int ret = 0;

	pthread_mutex_lock(&cell->gate.mutex);
	while (cell->gate.done_count < cell->thread_count && ret != ETIMEDOUT)
		ret = pthread_cond_timedwait(&cell->gate.changed,
					     &cell->gate.mutex, &deadline);
	left = cell->thread_count - cell->gate.done_count;
	pthread_mutex_unlock(&cell->gate.mutex);
	return left;
}

unsigned crew_abort(struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	unsigned left;

	atomic_store(&cell->gate.abort, true);
	do {
		/*
		 * The signal is repeated, as one that comes just before a
		 * thread begins to wait does not end that wait.
		 */
		for (unsigned i = 0; i < cell->thread_count; i++)
			pthread_kill(cell->workers[i]->thread, ABORT_SIGNAL);
		left = wait_until_done(cell, now_ns() + POLL_NS);
	} while (left && now_ns() < deadline);
	return left;
}

unsigned crew_join(struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	unsigned left = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		left += !join_by(cell->workers[i]->thread, deadline);
	return left;
}

static bool has_ended(int schedstat)
{
	uint64_t run, delay;

	schedstat_read(schedstat, &run, &delay);
	return run == UINT64_MAX;
}

unsigned crew_await_sq_threads(const struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	struct timespec again = timespec_of(SQ_THREAD_POLL_NS);
	unsigned left = 0;

	for (unsigned i = 0; i < cell->thread_count; i++) {
		const struct schedstats *files = &cell->schedstats[i];

		for (unsigned h = 0; h < files->helper_count; h++) {
			while (!has_ended(files->helpers[h]) &&
			       now_ns() < deadline)
				nanosleep(&again, NULL);
			left += !has_ended(files->helpers[h]);
		}
	}
	return left;
}

/*
 * Whether all reads came back in time. Whoever has stopped the cell does not
 * want to wait for a disk that does not answer either.
 */
bool crew_drained(struct cell *cell)
{
	uint64_t began = now_ns();

	while (wait_until_done(cell, now_ns() + POLL_NS)) {
		uint64_t patience = live_is_stopped(cell) ?
					    STOP_PATIENCE_NS :
					    cell->params.drain_timeout_ns;

		if (now_ns() - began > patience ||
		    gate_has_failed(&cell->gate))
			return false;
	}
	return true;
}
