/* One worker: a thread whose lanes keep their I/Os going, turn by turn. */
#ifndef WORKER_H
#define WORKER_H

#include "affinity.h"
#include "lane.h"
#include "partner.h"
#include "perf.h"
#include "presence.h"
#include "stack.h"

struct worker {
	/* Set by the cell before the thread starts. */
	const struct uringlab_cell_params *params;
	const struct uringlab_turn *schedule;
	const char *path;
	struct gate *gate;
	struct cpu_mask cpus;
	unsigned index;
	/*
	 * All that the loop touches, this structure and the stack included,
	 * but the partners' stacks: they have guards between them.
	 */
	char *memory;
	size_t memory_bytes;
	struct stack stack;
	uint64_t partner_cpu;
	struct lane *lanes;	  /* one for every arm */
	struct partner *partners; /* of the lanes, where they have one */
	struct uringlab_worker_result *results; /* of the lanes */
	struct uringlab_turn_result *turns;
	int schedstat; /* descriptor of the thread's file, or -1 */
	struct presence **presences; /* of the cell's wakers */
	unsigned presence_count;
	struct lane_mark *mark; /* NULL where every turn counts */

	/* The worker's own. */
	int fd; /* of the target */
	int tid;
	struct perf perf;
	struct sequence sequence; /* of all its lanes */

	/* For the cell, when the thread has ended. */
	pthread_t thread;
	struct failure failure;
	uint64_t in_flight;
};

/* A pthread start routine; its argument is a struct worker. */
void *worker_main(void *argument);

/* Locks all memory of a worker that has not started: 0 or an errno. */
int worker_lock_memory(const struct worker *w);

/* How much that is, in bytes. */
uint64_t worker_locked_bytes(const struct worker *w);

#endif
