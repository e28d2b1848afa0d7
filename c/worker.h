/* One worker: a thread whose lanes keep their I/Os going. */
#ifndef WORKER_H
#define WORKER_H

#include "affinity.h"
#include "lane.h"
#include "partner.h"

/* How many lanes a worker has. */
#define LANES 1

struct worker {
	/* Set by the cell before the thread starts. */
	const struct uringlab_cell_params *params;
	const char *path;
	struct gate *gate;
	struct cpu_mask cpus;
	unsigned index;
	char *memory; /* all that the loop touches, this structure included */
	size_t memory_bytes;
	uint64_t partner_cpu;
	struct lane lanes[LANES];
	struct partner partners[LANES]; /* of the lanes, where they have one */

	/* The worker's own. */
	int fd; /* of the target */
	bool in_window;

	/* For the cell, when the thread has ended. */
	pthread_t thread;
	struct failure failure;
	struct uringlab_worker_result result;
	uint64_t in_flight;
};

/* A pthread start routine; its argument is a struct worker. */
void *worker_main(void *argument);

#endif
