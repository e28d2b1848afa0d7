/* One worker: a thread with a ring of its own that keeps iodepth reads going. */
#ifndef WORKER_H
#define WORKER_H

#include <liburing.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "affinity.h"
#include "histogram.h"
#include "random.h"

/* Does nothing but end a wait for reads that do not complete. */
#define ABORT_SIGNAL SIGURG

/*
 * What the workers of a cell share. The window is fixed before started is set
 * and does not change afterwards.
 */
struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	unsigned ready_count; /* workers that have a ring, or have failed */
	unsigned done_count;
	bool started;
	bool released; /* everything about the threads has been read */
	uint64_t window_start_ns, window_end_ns;
	atomic_bool stop;  /* leave the loop, then drain */
	atomic_bool abort; /* do not even drain */
};

struct slot {
	uint64_t start_ns; /* preparation of the read began */
	uint64_t issue_ns; /* the call that submitted it returned */
	uint64_t offset;
	bool in_flight;
};

struct counters {
	uint64_t ios, submit_calls, getevents_calls, reaps, cq_ready;
};

struct worker {
	/* Set by the cell before the thread starts. */
	const struct uringlab_cell_params *params;
	const char *path;
	struct gate *gate;
	struct cpu_mask cpus;
	unsigned index;
	char *memory; /* all that the loop touches, this structure included */
	size_t memory_bytes;
	struct histogram *slat, *clat, *lat;
	struct slot *slots;
	unsigned *free_slots, *batch;
	char *buffers;
	size_t buffer_stride;

	/* The worker's own. */
	int fd;
	bool has_ring;
	struct io_uring ring;
	unsigned submit_flags; /* IORING_ENTER_* of a submit call */
	struct random random;
	unsigned free_count;
	uint64_t window_start_ns, window_ns;
	bool in_window;
	struct counters count;
	uint64_t completed;

	/* Shared with the cell while the thread runs. */
	_Atomic uint64_t edge_ns; /* where the loop stops to think next */
	_Atomic uint64_t live_ios;

	/* For the cell, when the thread has ended. */
	pthread_t thread;
	int error;
	enum uringlab_step step;
	struct uringlab_worker_result result;
	uint64_t in_flight;
	uint64_t short_reads, unexpected_cqes, verify_errors, io_errors;
	uint64_t first_error, first_error_offset;
	uint64_t errnos[URINGLAB_ERRNOS];
};

/* A pthread start routine; its argument is a struct worker. */
void *worker_main(void *argument);

#endif
