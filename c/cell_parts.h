/* All that a running cell has: its threads, what they share, and its memory. */
#ifndef CELL_PARTS_H
#define CELL_PARTS_H

#include <limits.h>

#include "waker.h"

/* Descriptors of the schedstat files of a worker and its helpers, or -1. */
struct schedstats {
	int worker;
	int helpers[URINGLAB_ARMS + 1]; /* partners and the SQ thread, if any */
	unsigned helper_count;
};

/* All that a running cell has. */
struct cell {
	struct uringlab_cell_params params;
	struct uringlab_arm_params *arms;
	struct uringlab_turn *schedule;
	struct gate gate;
	unsigned thread_count; /* workers whose threads were made */
	struct uringlab_live *live; /* the caller's */
	/* The reads completed so far, and since when as many. */
	uint64_t seen_ios, seen_ns;
	char *mapping;
	size_t mapping_bytes;
	struct worker **workers;
	struct waker *wakers;
	unsigned waker_count;
	struct presence **presences; /* of the wakers */
	struct schedstats *schedstats;
	const uint64_t *cpus; /* the caller's */
	uint64_t *khz; /* of these, at the start and at the end of the window */
	char path[PATH_MAX];
};

#endif
