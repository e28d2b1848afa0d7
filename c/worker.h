/* One worker: a thread with a ring of its own that keeps iodepth reads going. */
#ifndef WORKER_H
#define WORKER_H

#include <liburing.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "affinity.h"
#include "histogram.h"
#include "random.h"

/* What the workers of a cell share. */
struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	unsigned ready_count; /* workers that have a ring, or have failed */
	unsigned done_count;
	bool started;
	bool released; /* everything about the threads has been read */
	/* Workers that have not completed number_ios yet. */
	unsigned quota_left;
	uint64_t window_start_ns;
	uint64_t window_end_ns; /* the latest; number_ios may end it earlier */
	atomic_bool stop;  /* leave the loop, then drain */
	atomic_bool abort; /* do not even drain */
};

#ifndef PARTNER_STACK_BYTES
#define PARTNER_STACK_BYTES (64 * 1024)
#endif

struct slot {
	uint64_t start_ns; /* preparation of the read began */
	uint64_t issue_ns; /* the call that submitted it returned */
	uint64_t offset;
	bool in_flight;
	/* What the partner saw of its completion. */
	uint64_t seen_ns;
	int res;
};

struct counters {
	uint64_t ios, submit_calls, getevents_calls, reaps, cq_ready, think_ns;
};

/* The thread that waits on the ring while the worker computes. */
struct partner {
	struct cpu_mask cpus;
	char *stack;
	unsigned *returned; /* slots seen, up to iodepth of them */
	pthread_t thread;
	bool started;
	int eventfd;

	/* Shared with the worker. */
	_Atomic uint64_t returned_tail; /* written by the partner */
	uint64_t returned_head;		/* the worker's own */
	atomic_bool ready, stop, gone;
	atomic_int error;
	enum uringlab_step step; /* that failed, where there is an error */
	int tid;
	_Atomic uint64_t issue_ns; /* of the latest submit call */

	/* The partner's own until it is gone, but read at the window's edges. */
	uint64_t timed_issue_ns; /* of the latest submit call with a wake-up */
	_Atomic uint64_t calls, wakeups, empty, wakes_timed, wake_sum_ns;
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
	struct partner partner;
	uint64_t partner_cpu;

	/* The worker's own. */
	int fd;
	bool has_ring;
	struct io_uring ring;
	int enter_fd; /* of io_uring_enter(): the ring's, or its index */
	unsigned enter_flags;  /* IORING_ENTER_* of every call */
	unsigned submit_flags; /* and of a submit call */
	uint64_t think_rounds; /* of work in a millisecond */
	struct random random;
	unsigned free_count;
	uint64_t window_start_ns;
	uint64_t slice_scale; /* 2^64 / the length of a slice in ns */
	bool in_window, quota_met;
	struct counters count;
	uint64_t completed;

	/* Shared with the cell while the thread runs. */
	_Atomic uint64_t edge_ns; /* where the loop stops to think next */
	_Atomic uint64_t window_ns; /* reads that are seen later do not count */
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
	uint64_t slices[URINGLAB_SLICES];
};

/* A pthread start routine; its argument is a struct worker. */
void *worker_main(void *argument);

/*
 * Sleeps until the cell has read all that the kernel tells of a thread only
 * while it lives.
 */
void wait_for_release(struct gate *gate);

/* Keeps the first error of a worker; returns -1. */
int worker_fail(struct worker *w, int error, enum uringlab_step step);

#endif
