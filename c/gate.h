/* What the threads of a cell share: when they go, when they have to end. */
#ifndef GATE_H
#define GATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t changed; /* any of the fields up to stop */
	unsigned ready_count; /* workers that have a ring, or have failed */
	unsigned done_count;
	bool started;
	bool released; /* everything about the threads has been read */
	unsigned quota_left; /* workers without number_ios reads so far */
	bool failed; /* a thread that all need has failed */
	_Atomic uint64_t window_start_ns; /* 0 until started; wakers read it */
	uint64_t window_end_ns; /* the latest; number_ios may end it earlier */
	atomic_bool stop;  /* leave the loop, then drain */
	atomic_bool abort; /* do not even drain */
};

/* Makes a gate whose condition waits by CLOCK_MONOTONIC. */
void gate_init(struct gate *gate, unsigned quota_left);

/* Tells the cell that one more worker is ready, and waits for the start. */
void gate_await_start(struct gate *gate);

/* Tells the cell that one more worker has completed number_ios reads. */
void gate_note_quota(struct gate *gate);

/* Tells the cell that a thread has failed without which no worker goes on. */
void gate_note_failure(struct gate *gate);

/* Whether one has. */
bool gate_has_failed(struct gate *gate);

/* Tells the cell that one more worker is done. */
void gate_note_done(struct gate *gate);

/*
 * Sleeps until the cell has read all that the kernel tells of a thread only
 * while it lives.
 */
void gate_await_release(struct gate *gate);

#endif
