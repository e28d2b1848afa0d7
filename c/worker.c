#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "branches.h"
#include "clock.h"
#include "lane_open.h"
#include "priority.h"
#include "reap.h"
#include "think.h"
#include "threads.h"

static uint64_t timeval_ns(struct timeval t)
{
	return t.tv_sec * NSEC_PER_SEC + t.tv_usec * UINT64_C(1000);
}

/* What all lanes have counted since the beginning. */
static struct counters count(const struct worker *w)
{
	struct counters all = { 0 };

	for (unsigned n = 0; n < LANES; n++) {
		const struct counters *c = &w->lanes[n].count;

		all.ios += c->ios;
		all.submit_calls += c->submit_calls;
		all.getevents_calls += c->getevents_calls;
		all.reaps += c->reaps;
		all.cq_ready += c->cq_ready;
		all.think_ns += c->think_ns;
	}
	return all;
}

/* What the partners have counted since the beginning; they may go on. */
struct partner_counts {
	uint64_t calls, wakeups, empty, wakes_timed, wake_sum_ns;
};

static struct partner_counts count_partners(const struct worker *w)
{
	struct partner_counts all = { 0 };

	for (unsigned n = 0; n < LANES; n++) {
		const struct partner *p = &w->partners[n];

		all.calls += atomic_load(&p->calls);
		all.wakeups += atomic_load(&p->wakeups);
		all.empty += atomic_load(&p->empty);
		all.wakes_timed += atomic_load(&p->wakes_timed);
		all.wake_sum_ns += atomic_load(&p->wake_sum_ns);
	}
	return all;
}

/*
 * At the edges of the window. The result holds the values at its start until
 * they are replaced by the differences at its end.
 */
static void account(struct worker *w)
{
	struct uringlab_worker_result *r = &w->result;
	const struct counters counted = count(w);
	const struct partner_counts partners = count_partners(w);
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
#define ACCOUNT(field, value) r->field = (value) - r->field
	ACCOUNT(user_ns, timeval_ns(usage.ru_utime));
	ACCOUNT(system_ns, timeval_ns(usage.ru_stime));
	ACCOUNT(nvcsw, (uint64_t)usage.ru_nvcsw);
	ACCOUNT(nivcsw, (uint64_t)usage.ru_nivcsw);
	ACCOUNT(minflt, (uint64_t)usage.ru_minflt);
	ACCOUNT(majflt, (uint64_t)usage.ru_majflt);
	ACCOUNT(submit_calls, counted.submit_calls);
	ACCOUNT(getevents_calls, counted.getevents_calls);
	ACCOUNT(reaps, counted.reaps);
	ACCOUNT(cq_ready, counted.cq_ready);
	ACCOUNT(think_ns, counted.think_ns);
	ACCOUNT(partner_calls, partners.calls);
	ACCOUNT(partner_wakeups, partners.wakeups);
	ACCOUNT(partner_empty, partners.empty);
	ACCOUNT(partner_wakes_timed, partners.wakes_timed);
	ACCOUNT(partner_wake_sum_ns, partners.wake_sum_ns);
#undef ACCOUNT
	r->ios = counted.ios;
}

/* At the window's start, when the result holds what came before. */
static void note_ramp(struct uringlab_worker_result *r)
{
	r->partner_ramp_empty = r->partner_empty;
	r->partner_ramp_wakes_timed = r->partner_wakes_timed;
	r->partner_ramp_wake_sum_ns = r->partner_wake_sum_ns;
}

/*
 * What happens at the edge where a lane was left; whether the loop goes on. At
 * most twice per cell: at the window's start and at its end.
 */
static bool pass_edge(struct worker *w, struct lane *l)
{
	uint64_t window_ns = atomic_load(&l->window_ns);

	if (w->in_window || atomic_load(&w->gate->stop))
		return false;
	account(w);
	note_ramp(&w->result);
	w->in_window = true;
	atomic_store(&l->edge_ns, l->window_start_ns + window_ns);
	/*
	 * crew_stop() and crew_end_window() set the edge to 0 to end the loop.
	 * If one of them did so just before this store, its 0 is lost; but both
	 * change stop or window_ns before they do, and that is seen here.
	 */
	return !atomic_load(&w->gate->stop) &&
	       atomic_load(&l->window_ns) == window_ns;
}

/*
 * Keeps iodepth I/Os of a lane going until its edge: true there, false when
 * something has failed.
 */
static bool run_lane(struct lane *l, struct partner *partner)
{
	const struct uringlab_cell_params *p = l->params;

	for (;;) {
		unsigned min = p->iodepth_batch_complete_min;
		uint64_t now;

		while (l->free_count)
			if (lane_submit(l))
				return false;
		if (min > lane_in_flight(l))
			min = lane_in_flight(l);
		now = reap(l, partner, min, p->iodepth_batch_complete_max);
		if (unlikely(!now))
			return false;
		lane_show(l);
		if (unlikely(p->number_ios && !l->quota_met &&
			     l->count.ios >= p->number_ios)) {
			l->quota_met = true;
			gate_note_quota(l->gate);
		}
		if (unlikely(lane_at_edge(l, now)))
			return true;
	}
}

/* Takes turns between the lanes; with one, from edge to edge of the window. */
static void loop(struct worker *w)
{
	struct lane *l = &w->lanes[0];

	while (run_lane(l, &w->partners[0]) && pass_edge(w, l))
		;
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
	if (w->params->setup_flags & IORING_SETUP_SQ_AFF)
		ret = bind_thread(0, &w->partners[0].cpus);
	return ret < 0 ? ret : bind_thread(0, &w->cpus);
}

static int open_lane(struct worker *w, unsigned n, uint64_t think_rounds)
{
	struct lane *l = &w->lanes[n];

	l->think_rounds = think_rounds;
	l->op.fd = w->fd;
	/* Here, because SINGLE_ISSUER ties the ring to its creator. */
	if (lane_open(l, w->partner_cpu))
		return -1;
	return wait_has_partner(l->params->wait) ?
		       partner_start(&w->partners[n]) :
		       0;
}

/* Touches every page, here and not in the window, on this node: 0 or -1. */
static int lock_memory(const struct worker *w)
{
	for (unsigned n = 0; n < LANES; n++) {
		const struct stack *stack = &w->partners[n].stack;

		if (stack->bytes && mlock(stack->base, stack->bytes))
			return -1;
	}
	return mlock(w->memory, w->memory_bytes);
}

uint64_t worker_locked_bytes(const struct worker *w)
{
	uint64_t bytes = w->memory_bytes;

	for (unsigned n = 0; n < LANES; n++)
		bytes += w->partners[n].stack.bytes;
	return bytes;
}

static int set_up(struct worker *w)
{
	uint64_t think_rounds;
	int ret = bind_worker(w);

	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_affinity);
	/* All that it starts inherits it: its partner, and the kernel's threads. */
	ret = be_nicer(w->params->nice);
	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_priority);
	if (lock_memory(w))
		return fail(&w->failure, errno, URINGLAB_STEP_memlock);
	w->fd = open(w->path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (w->fd < 0)
		return fail(&w->failure, errno, URINGLAB_STEP_direct);
	think_rounds = wait_thinks(w->params->wait) ? think_calibrate() : 0;
	for (unsigned n = 0; n < LANES; n++)
		if (open_lane(w, n, think_rounds))
			return -1;
	return 0;
}

/* Of both, an extreme that was never set is no latency's. */
#define WIDEN(kind)                                                            \
	do {                                                                   \
		const struct histogram *h = l->kind;                           \
                                                                               \
		r->kind##_sum_ns += h->sum;                                    \
		if (h->min < r->kind##_min_ns)                                 \
			r->kind##_min_ns = h->min;                             \
		if (h->max > r->kind##_max_ns)                                 \
			r->kind##_max_ns = h->max;                             \
	} while (0)

static void report(struct worker *w)
{
	struct uringlab_worker_result *r = &w->result;

	/* At an edge the partner may have been between two counters. */
	if (r->partner_empty > r->partner_wakeups)
		r->partner_empty = r->partner_wakeups;
	if (r->partner_wakes_timed > r->partner_wakeups)
		r->partner_wakes_timed = r->partner_wakeups;
	r->slat_min_ns = r->clat_min_ns = r->lat_min_ns = UINT64_MAX;
	for (unsigned n = 0; n < LANES; n++) {
		const struct lane *l = &w->lanes[n];

		WIDEN(slat);
		WIDEN(clat);
		WIDEN(lat);
		w->in_flight += lane_in_flight(l);
	}
}

static void set_window(struct worker *w)
{
	const struct gate *gate = w->gate;

	for (unsigned n = 0; n < LANES; n++) {
		struct lane *l = &w->lanes[n];

		lane_set_window(l, gate->window_start_ns,
				gate->window_end_ns - gate->window_start_ns);
		atomic_store(&l->edge_ns, gate->window_start_ns);
	}
}

static void measure(struct worker *w)
{
	set_window(w);
	/* A stop may have come before the edges: see pass_edge(). */
	if (!atomic_load(&w->gate->stop))
		loop(w);
	/* What the partners saw in the window. */
	for (unsigned n = 0; n < LANES; n++)
		partner_take(&w->partners[n], lane_in_flight(&w->lanes[n]));
	account(w);
	for (unsigned n = 0; n < LANES; n++) {
		atomic_store(&w->lanes[n].window_ns, 0);
		drain(&w->lanes[n], &w->partners[n]);
	}
	report(w);
}

void *worker_main(void *argument)
{
	struct worker *w = argument;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	/* For those who look with perf, top or bpftrace. */
	snprintf(name, sizeof(name), "uringlab/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	w->fd = -1;
	w->result.tid = this_thread_id();
	for (unsigned n = 0; n < LANES; n++)
		op_init(&w->lanes[n].op, w->params->seed, w->index);
	set_up(w);
	gate_await_start(w->gate);
	if (!w->failure.error && !atomic_load(&w->gate->stop))
		measure(w);
	for (unsigned n = 0; n < LANES; n++)
		partner_stop(&w->partners[n]);
	gate_note_done(w->gate);
	gate_await_release(w->gate);

	for (unsigned n = 0; n < LANES; n++) {
		partner_join(&w->partners[n]);
		lane_close(&w->lanes[n]);
	}
	if (w->fd >= 0)
		close(w->fd);
	return NULL;
}
