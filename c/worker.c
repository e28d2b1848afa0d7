#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "branches.h"
#include "clock.h"
#include "lane_open.h"
#include "plain.h"
#include "priority.h"
#include "reap.h"
#include "resident.h"
#include "take.h"
#include "tally.h"
#include "threads.h"
#include "work.h"

/*
 * Keeps iodepth I/Os of a lane going until its edge: true there, false when
 * something has failed.
 */
static bool run_lane(struct lane *l, struct partner *partner)
{
	const struct uringlab_arm_params *p = l->params;
	uint64_t number_ios = l->cell->number_ios;

	for (;;) {
		unsigned min = p->iodepth_batch_complete_min;
		uint64_t completed = l->completed, now;

		if (unlikely(p->random_phase) && l->free_count)
			work_to_random_phase(l, partner);
		while (l->free_count)
			if (lane_is_plain(l) ? plain_submit(l) : lane_submit(l))
				return false;
		if (min > lane_in_flight(l))
			min = lane_in_flight(l);
		now = reap(l, partner, min, p->iodepth_batch_complete_max);
		if (unlikely(!now || lane_is_broken(l)))
			return false;
		if (unlikely(p->thinkcycles))
			work_cycles(p->thinkcycles * (l->completed - completed));
		lane_show(l);
		if (unlikely(number_ios && !l->quota_met &&
			     l->count.ios >= number_ios)) {
			l->quota_met = true;
			gate_note_quota(l->gate);
		}
		if (unlikely(lane_at_edge(l, now)))
			return true;
	}
}

static void drain(struct lane *l, struct partner *partner)
{
	partner_stop(partner);
	partner_take(partner, lane_in_flight(l));
	while (lane_in_flight(l) && reap_in_kernel(l))
		;
	lane_show(l);
}

static int bind_worker(struct worker *w)
{
	int ret = 0;

	/* Of a CPU that is not there io_uring_setup() says no more than EINVAL. */
	if (w->lanes[0].params->setup_flags & IORING_SETUP_SQ_AFF)
		ret = bind_thread(0, &w->partners[0].cpus);
	return ret < 0 ? ret : bind_thread(0, &w->cpus);
}

static int open_lane(struct worker *w, unsigned n)
{
	struct lane *l = &w->lanes[n];
	int ret;

	if (lane_works(l))
		work_prepare(l);
	ret = wait_thinks(l->params->wait) ? touch_open(&l->touch, l->params) :
					     0;
	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_touch);
	l->op.fd = w->fd;
	/* Here, because SINGLE_ISSUER ties the ring to its creator. */
	if (lane_open(l, w->partner_cpu))
		return -1;
	return wait_has_partner(l->params->wait) ?
		       partner_start(&w->partners[n]) :
		       0;
}

/* Here and not in the window, on this node. */
static void touch_memory(const struct worker *w)
{
	for (unsigned n = 0; n < w->params->arms; n++) {
		const struct stack *stack = &w->partners[n].stack;

		resident_touch(stack->base, stack->bytes);
	}
	resident_touch(w->memory, w->memory_bytes);
	if (w->mark)
		resident_touch(w->mark, sizeof(*w->mark));
}

int worker_lock_memory(const struct worker *w)
{
	int error = resident_lock(w->memory, w->memory_bytes);

	for (unsigned n = 0; n < w->params->arms && !error; n++) {
		const struct stack *stack = &w->partners[n].stack;

		if (stack->bytes)
			error = resident_lock(stack->base, stack->bytes);
	}
	return error;
}

uint64_t worker_locked_bytes(const struct worker *w)
{
	uint64_t bytes = w->memory_bytes;

	for (unsigned n = 0; n < w->params->arms; n++)
		bytes += w->partners[n].stack.bytes;
	return bytes;
}

static int set_up(struct worker *w)
{
	const struct perf_events *events =
		perf_events_of(w->params->perf_counters);
	int ret = bind_worker(w);

	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_affinity);
	/* All that it starts inherits it: its partner, and the kernel's threads. */
	ret = be_nicer(w->params->nice);
	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_priority);
	touch_memory(w);
	if (w->params->load == URINGLAB_LOAD_read) {
		w->fd = open(w->path, O_RDONLY | O_DIRECT | O_CLOEXEC);
		if (w->fd < 0)
			return fail(&w->failure, errno, URINGLAB_STEP_direct);
	}
	for (unsigned n = 0; n < w->params->arms; n++)
		if (open_lane(w, n))
			return -1;
	/* Last: they get the descriptors that nothing else needs. */
	if (events)
		perf_open(&w->perf, events);
	return 0;
}

/*
 * Runs a lane until then. False where the loop has to end: crew_stop() has said
 * so, or something has failed.
 */
static bool run_until(struct worker *w, unsigned n, uint64_t edge_ns)
{
	atomic_store(&w->lanes[n].edge_ns, edge_ns);
	/*
	 * crew_stop() sets the edge to 0 to end the loop. If it did so just
	 * before this store, its 0 is lost; but it sets stop first.
	 */
	return !atomic_load(&w->gate->stop) &&
	       run_lane(&w->lanes[n], &w->partners[n]) &&
	       !atomic_load(&w->gate->stop);
}

/* Runs a lane from the start of its window to the end, which may come early. */
static bool run_window(struct worker *w, unsigned n)
{
	struct lane *l = &w->lanes[n];
	uint64_t length_ns = atomic_load(&l->window_ns);

	atomic_store(&l->edge_ns, l->window_start_ns + length_ns);
	/* As in run_until(); crew_end_window() changes window_ns first. */
	return !atomic_load(&w->gate->stop) &&
	       atomic_load(&l->window_ns) == length_ns &&
	       run_lane(l, &w->partners[n]) && !atomic_load(&w->gate->stop);
}

/* At an edge of a turn; it costs getrusage(2), and read(2) of counters. */
static struct tally count(const struct worker *w, unsigned n)
{
	struct tally now = tally_now(&w->lanes[n], &w->partners[n],
				     &w->perf);

	/* Of a single turn the cell reads it at the edges, from outside. */
	if (w->params->turns > 1)
		tally_run_times(&now, w->schedstat);
	return now;
}

/* By how much a lane begins too late to be settled when its turn starts. */
static uint64_t late_ns(const struct worker *w, uint64_t start_ns)
{
	uint64_t now = now_ns() + w->params->settle_ns;

	return now > start_ns ? now - start_ns : 0;
}

/* Whether an arm has a turn after this one. */
static bool has_another(const struct worker *w, uint64_t turn)
{
	for (uint64_t later = turn + 1; later < w->params->turns; later++)
		if (w->schedule[later].arm == w->schedule[turn].arm)
			return true;
	return false;
}

/*
 * Whether a turn counts of which the wakers had no CPU for so long. All workers
 * come to the same answer: it depends on nothing else.
 */
static bool turn_counts(const struct worker *w, uint64_t turn,
			uint64_t absent_ns)
{
	const struct uringlab_turn *planned = &w->schedule[turn];
	double most_ns = 1e-6 * w->params->most_absent_ppm *
			 planned->length_ns;
	bool is_first = !w->lanes[planned->arm].slices_from_ns;

	return !w->mark || absent_ns == UINT64_MAX || absent_ns <= most_ns ||
	       (is_first && !has_another(w, turn));
}

/* Adds a turn that counts, which was between these tallies, to its arm. */
static void add_turn(struct worker *w, const struct uringlab_turn *planned,
		     const struct tally *start, const struct tally *end)
{
	struct uringlab_worker_result *r = &w->results[planned->arm];

	w->lanes[planned->arm].slices_from_ns += planned->length_ns;
	tally_add(r, start, end);
	if (w->params->turns > 1)
		tally_add_run_times(r, start, end);
}

/*
 * One turn: its lane runs until it begins, is measured until it ends, and is
 * drained; then it counts, or is as if it had not been. Whether there may be
 * another.
 */
static bool take_turn(struct worker *w, uint64_t turn)
{
	const struct uringlab_turn *planned = &w->schedule[turn];
	unsigned n = planned->arm;
	struct lane *l = &w->lanes[n];
	struct uringlab_turn_result *t = &w->turns[turn];
	uint64_t start_ns = w->gate->window_start_ns + planned->start_ns;
	struct tally start = { .lane = l->count }, end;
	const struct counters before = l->count;
	uint64_t lat_sum_ns = l->lat->sum;
	bool goes_on;

	if (w->mark)
		lane_set_mark(l, w->mark);
	lane_set_window(l, start_ns, planned->length_ns);
	if (turn)
		t->late_ns = late_ns(w, start_ns);
	goes_on = run_until(w, n, start_ns);
	if (goes_on) {
		start = count(w, n);
		goes_on = run_window(w, n);
	}
	/* What the partner saw in the window. */
	partner_take(&w->partners[n], lane_in_flight(l));
	end = count(w, n);
	lane_end_window(l);
	drain(l, &w->partners[n]);
	if (w->params->turns > 1) {
		uint64_t now = now_ns(), end_ns = start_ns + planned->length_ns;

		t->drain_ns = now > end_ns ? now - end_ns : 0;
	}
	t->ios = l->count.ios - before.ios;
	t->in_flight_ns = l->count.in_flight_ns - before.in_flight_ns;
	t->lat_sum_ns = l->lat->sum - lat_sum_ns;
	t->user_ns = end.user_ns - start.user_ns;
	t->system_ns = end.system_ns - start.system_ns;
	t->absent_ns = presence_most_absent_ns(w->presences, w->presence_count,
					       turn, lane_window_end_ns(l));
	t->counted = turn_counts(w, turn, t->absent_ns);
	if (t->counted)
		add_turn(w, planned, &start, &end);
	else
		lane_back_to(l, w->mark);
	return goes_on && !w->failure.error;
}

/*
 * Where no read counted, min is UINT64_MAX still: whoever reads the result
 * looks at ios first.
 */
#define REPORT(kind)                                                           \
	(r->kind##_sum_ns = l->kind->sum, r->kind##_min_ns = l->kind->min,     \
	 r->kind##_max_ns = l->kind->max)

static void report(struct worker *w)
{
	for (unsigned n = 0; n < w->params->arms; n++) {
		struct uringlab_worker_result *r = &w->results[n];
		const struct lane *l = &w->lanes[n];

		r->ios = l->count.ios;
		r->in_flight_ns = l->count.in_flight_ns;
		REPORT(slat);
		REPORT(clat);
		REPORT(lat);
		if (l->delivery)
			REPORT(delivery);
		w->in_flight += lane_in_flight(l);
	}
}

static void measure(struct worker *w)
{
	uint64_t turn = 0;

	while (take_turn(w, turn) && ++turn < w->params->turns)
		;
	report(w);
}

void *worker_main(void *argument)
{
	struct worker *w = argument;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	/* For those who look with perf or top. */
	snprintf(name, sizeof(name), "uringlab/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	w->fd = -1;
	perf_init(&w->perf);
	w->tid = this_thread_id();
	sequence_init(&w->sequence, w->params->blocks, w->index,
		      w->params->workers);
	for (unsigned n = 0; n < w->params->arms; n++) {
		w->lanes[n].settle_ns =
			w->params->turns > 1 ? w->params->settle_ns : 0;
		w->results[n].tid = w->tid;
		op_init(&w->lanes[n].op, w->lanes[n].params->seed, w->index,
			&w->sequence);
		/* Of a stream that no worker's offsets have. */
		random_init(&w->lanes[n].phase, w->lanes[n].params->seed,
			    UINT64_MAX - w->index);
	}
	set_up(w);
	gate_await_start(w->gate);
	if (!w->failure.error && !atomic_load(&w->gate->stop))
		measure(w);
	for (unsigned n = 0; n < w->params->arms; n++)
		partner_stop(&w->partners[n]);
	gate_note_done(w->gate);
	gate_await_release(w->gate);

	for (unsigned n = 0; n < w->params->arms; n++) {
		partner_join(&w->partners[n]);
		lane_close(&w->lanes[n]);
		touch_close(&w->lanes[n].touch);
	}
	perf_close(&w->perf);
	if (w->fd >= 0)
		close(w->fd);
	return NULL;
}
