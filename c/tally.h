/* What a worker has counted in one of its lanes, at an edge of a turn. */
#ifndef TALLY_H
#define TALLY_H

#include "partner.h"
#include "perf.h"

struct tally {
	struct counters lane;
	uint64_t user_ns, system_ns, nvcsw, nivcsw, minflt, majflt;
	uint64_t partner_calls, partner_wakeups, partner_empty;
	uint64_t partner_wakes_timed, partner_wake_sum_ns;
	uint64_t rearms;
	uint64_t sends, send_sum_ns; /* of the lane's waker */
	uint64_t receives; /* of messages */
	uint64_t run_ns, delay_ns; /* UINT64_MAX if unknown */
	struct perf_reading perf;
};

/* What has been counted so far of the calling thread, which is the lane's. */
struct tally tally_now(const struct lane *l, const struct partner *p,
		       const struct perf *perf);

/*
 * Adds the calling thread's times on a CPU and in a run queue, by the descriptor
 * of its schedstat file; UINT64_MAX where that is -1.
 */
void tally_run_times(struct tally *now, int schedstat);

/*
 * Adds to a result what was counted between two edges; of partners also what
 * was counted before the first one.
 */
void tally_add(struct uringlab_worker_result *r, const struct tally *start,
	       const struct tally *end);

/* As tally_add(), of what tally_run_times() has read at both edges. */
void tally_add_run_times(struct uringlab_worker_result *r,
			 const struct tally *start, const struct tally *end);

#endif
