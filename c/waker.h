/*
 * A waker: a thread on a CPU of its own that completes I/Os of the lanes of
 * some workers, in the place of a disk's interrupts. Its loop looks at the
 * queues of all these lanes and sleeps nowhere; where it shares its CPU with
 * threads of the cell it lets them run when there is nothing to do. That of a
 * socket load sleeps in epoll_wait(2) instead (echo.h).
 */
#ifndef WAKER_H
#define WAKER_H

#include "affinity.h"
#include "stack.h"
#include "worker.h"

#ifndef WAKER_STACK_BYTES /* at least; see stack_bytes() */
#define WAKER_STACK_BYTES (64 * 1024)
#endif

struct waker {
	/* Set by the cell before the thread starts. */
	struct worker **workers; /* all of the cell */
	unsigned index;
	unsigned count; /* of wakers; this one has every count-th worker */
	struct gate *gate;
	struct cpu_mask cpus;
	bool yields; /* it shares its CPU */
	bool echoes; /* it answers messages, and sleeps until they come */
	bool sleeps; /* in calls that only a signal ends for certain */
	/* All that it touches beside its workers', the stack included. */
	char *memory;
	size_t memory_bytes;
	struct stack stack;
	struct presence *presence;

	pthread_t thread;
	bool started;
	bool has_ring; /* by which it posts, of msg_ring */
	struct io_uring ring;
	atomic_bool stop, gone;
	struct failure failure; /* for the cell, when the thread has ended */
};

/* Starts the thread, when all workers have their lanes: 0 or an errno. */
int waker_start(struct waker *w);

/* Ends it and waits for it; to be called also when it was not started. */
void waker_stop(struct waker *w);

#endif
