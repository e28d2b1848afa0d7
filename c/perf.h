/*
 * What a thread costs its CPU, by counters of perf_event_open(2) that count
 * this thread only: in user mode and in the kernel apart.
 */
#ifndef PERF_H
#define PERF_H

#include <stdbool.h>

#include "uringlab.h"

/* Two kinds of events, as perf_event_open(2) names them. */
struct perf_events {
	uint32_t type; /* PERF_TYPE_* */
	uint64_t cycles, instructions;
};

/* In user mode first: whoever may not count the kernel may count this. */
enum perf_count {
	PERF_CYCLES_USER,
	PERF_INSTRUCTIONS_USER,
	PERF_CYCLES_KERNEL,
	PERF_INSTRUCTIONS_KERNEL,
	PERF_COUNTS,
};

/* A thread's counters: one group, so that all count at the same times. */
struct perf {
	int fds[PERF_COUNTS]; /* of those opened, the leader first */
	unsigned opened; /* none, those of user mode, or all */
	int error; /* errno of the first that was refused; 0: none */
};

/* What they said at one moment; UINT64_MAX where one does not count. */
struct perf_reading {
	uint64_t counts[PERF_COUNTS];
	/* Time that they wanted to count, and that they did: less, if others
	   had the CPU's counters meanwhile. */
	uint64_t enabled_ns, running_ns;
};

/* The events of an enum uringlab_perf; NULL where there is nothing to count. */
const struct perf_events *perf_events_of(uint64_t perf);

/*
 * Opens counters for the calling thread, which count from then on. Where those
 * of the kernel are refused those of user mode are left, and error says why.
 */
void perf_open(struct perf *p, const struct perf_events *events);

/* Makes no counters, which nobody has to close. */
void perf_init(struct perf *p);

/* What they say now: one read(2), none where nothing was opened. */
struct perf_reading perf_read(const struct perf *p);

/* Closes them, where some were opened. */
void perf_close(struct perf *p);

/*
 * Adds what was counted between two readings. A count is unknown as soon as the
 * counters did not count all the time: what the kernel's documentation has one
 * scale it by would be an estimate.
 */
void perf_add(struct uringlab_worker_result *r,
	      const struct perf_reading *start, const struct perf_reading *end);

#endif
