/* A cell and its memory: laid out, mapped, given back. */
#ifndef CELL_MEMORY_H
#define CELL_MEMORY_H

#include <limits.h>

#include "waker.h"

#ifndef STACK_BYTES /* at least; ThreadSanitizer keeps more on it */
#define STACK_BYTES (128 * 1024)
#endif

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
	struct schedstats *schedstats;
	const uint64_t *cpus; /* the caller's */
	uint64_t *khz; /* of these, at the start and at the end of the window */
	char path[PATH_MAX];
};

/*
 * A cell without threads, for a caller whose memory is valid. NULL where there
 * is no memory for it, with the step that failed in the caller's result.
 */
struct cell *cell_make(const struct uringlab_cell_memory *m);

/* Gives back a cell that no thread needs any more. */
void cell_free(struct cell *cell);

#endif
