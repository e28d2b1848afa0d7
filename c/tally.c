#define _GNU_SOURCE
#include "tally.h"

#include <sys/resource.h>

#include "clock.h"
#include "snapshot.h"

static uint64_t timeval_ns(struct timeval t)
{
	return t.tv_sec * NSEC_PER_SEC + t.tv_usec * UINT64_C(1000);
}

struct tally tally_now(const struct lane *l, const struct partner *p,
		       const struct perf *perf)
{
	struct tally now = { .lane = l->count };
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	now.user_ns = timeval_ns(usage.ru_utime);
	now.system_ns = timeval_ns(usage.ru_stime);
	now.nvcsw = usage.ru_nvcsw;
	now.nivcsw = usage.ru_nivcsw;
	now.minflt = usage.ru_minflt;
	now.majflt = usage.ru_majflt;
	/* The partner may go on meanwhile. */
	now.partner_calls = atomic_load(&p->calls);
	now.partner_wakeups = atomic_load(&p->wakeups);
	now.partner_empty = atomic_load(&p->empty);
	now.partner_wakes_timed = atomic_load(&p->wakes_timed);
	now.partner_wake_sum_ns = atomic_load(&p->wake_sum_ns);
	now.sends = atomic_load(&l->op.wake.sends);
	now.rearms = atomic_load(&l->op.rearms);
	now.send_sum_ns = atomic_load(&l->op.wake.send_ns);
	now.receives = atomic_load(&l->op.messages.receives);
	now.perf = perf_read(perf);
	return now;
}

void tally_run_times(struct tally *now, int schedstat)
{
	schedstat_read(schedstat, &now->run_ns, &now->delay_ns);
}

/* A part of a partner's wake-ups; at an edge it may be between two counters. */
static uint64_t part_of(uint64_t wakeups, uint64_t part)
{
	return part < wakeups ? part : wakeups;
}

void tally_add(struct uringlab_worker_result *r, const struct tally *start,
	       const struct tally *end)
{
#define ADD(field) r->field += end->field - start->field
#define ADD_OF_LANE(field) r->field += end->lane.field - start->lane.field
	ADD_OF_LANE(submit_calls);
	ADD_OF_LANE(getevents_calls);
	ADD_OF_LANE(reaps);
	ADD_OF_LANE(cq_ready);
	ADD_OF_LANE(think_ns);
	ADD_OF_LANE(touches);
	ADD(user_ns);
	ADD(system_ns);
	ADD(nvcsw);
	ADD(nivcsw);
	ADD(minflt);
	ADD(majflt);
	ADD(partner_calls);
	ADD(partner_wakeups);
	ADD(partner_empty);
	ADD(partner_wakes_timed);
	ADD(partner_wake_sum_ns);
	ADD(rearms);
	ADD(sends);
	ADD(send_sum_ns);
	ADD(receives);
#undef ADD
#undef ADD_OF_LANE
	perf_add(r, &start->perf, &end->perf);
	r->partner_empty = part_of(r->partner_wakeups, r->partner_empty);
	r->partner_wakes_timed =
		part_of(r->partner_wakeups, r->partner_wakes_timed);
	r->partner_ramp_empty += start->partner_empty;
	r->partner_ramp_wakes_timed += start->partner_wakes_timed;
	r->partner_ramp_wake_sum_ns += start->partner_wake_sum_ns;
}

static void add_known(uint64_t *sum, uint64_t start, uint64_t end)
{
	*sum = *sum == UINT64_MAX || start == UINT64_MAX || end == UINT64_MAX ?
		       UINT64_MAX :
		       *sum + end - start;
}

void tally_add_run_times(struct uringlab_worker_result *r,
			 const struct tally *start, const struct tally *end)
{
	add_known(&r->run_ns, start->run_ns, end->run_ns);
	add_known(&r->delay_ns, start->delay_ns, end->delay_ns);
}
