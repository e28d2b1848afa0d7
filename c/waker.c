#define _GNU_SOURCE
#include "waker.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "abort_signal.h"
#include "clock.h"
#include "echo.h"
#include "post.h"
#include "resident.h"
#include "serve.h"

/* How often it is told to end until it does. */
#define STOP_RETRY_NS (1 * 1000 * 1000)

/* Serves the lanes of its workers once: how many I/Os it has completed. */
static unsigned serve_all(struct waker *w, struct failure *failure)
{
	const struct uringlab_cell_params *cell = w->workers[0]->params;
	unsigned sent = 0;

	for (uint64_t i = w->index; i < cell->workers; i += w->count)
		for (uint64_t n = 0; n < cell->arms && !failure->error; n++)
			sent += serve_asked(&w->workers[i]->lanes[n].op.wake,
					   &w->ring, w->presence, failure);
	return sent;
}

/* Whether there are CQEs for it to post by a ring. */
static bool needs_ring(const struct waker *w)
{
	const struct worker *first = w->workers[0];

	if (first->params->load != URINGLAB_LOAD_msg_ring)
		return false;
	for (uint64_t n = 0; n < first->params->arms; n++)
		if (first->lanes[n].params->send == URINGLAB_SEND_ring)
			return true;
	return false;
}

static int set_up(struct waker *w)
{
	int ret = bind_thread(0, &w->cpus);

	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_affinity);
	resident_touch(w->memory, w->memory_bytes);
	if (!needs_ring(w))
		return 0;
	ret = post_open(&w->ring);
	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_ring);
	w->has_ring = true;
	return 0;
}

/* Looks at the queues again and again. */
static void serve_queues(struct waker *w)
{
	while (!atomic_load_explicit(&w->stop, memory_order_relaxed)) {
		struct failure failure = { 0 };
		unsigned sent = serve_all(w, &failure);

		/* A call that waker_stop() has ended is none that failed. */
		if (failure.error && !atomic_load(&w->stop))
			w->failure = failure;
		if (failure.error)
			return;
		if (!sent)
			presence_note(w->presence, now_ns());
		if (w->yields && !sent)
			sched_yield();
	}
}

/* All connections of its lanes: 0 or -errno. */
static int add_connections(const struct waker *w, int epoll)
{
	const struct uringlab_cell_params *cell = w->workers[0]->params;
	int ret = 0;

	for (uint64_t i = w->index; i < cell->workers; i += w->count)
		for (uint64_t n = 0; n < cell->arms && !ret; n++)
			ret = echo_add(epoll,
				       &w->workers[i]->lanes[n].op.wake);
	return ret;
}

/* Answers messages until waker_stop() sends the signal that ends its sleep. */
static void answer_messages(struct waker *w)
{
	char buffer[ECHO_BYTES] = { 0 };
	int epoll = echo_open(), error = 0;
	int ret = epoll < 0 ? epoll : add_connections(w, epoll);

	if (ret < 0)
		fail(&w->failure, -ret, URINGLAB_STEP_sockets);
	while (!ret && !error && !atomic_load(&w->stop))
		error = echo_serve(epoll, buffer);
	if (error)
		fail(&w->failure, error, URINGLAB_STEP_send);
	if (epoll >= 0)
		close(epoll);
}

/* That of waker_stop(), which ends a call in which this thread sleeps. */
static void take_signal(void)
{
	sigset_t aborts;

	sigemptyset(&aborts);
	sigaddset(&aborts, ABORT_SIGNAL);
	pthread_sigmask(SIG_UNBLOCK, &aborts, NULL);
}

static void *waker_main(void *argument)
{
	struct waker *w = argument;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	snprintf(name, sizeof(name), "waker/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	if (!set_up(w)) {
		if (w->sleeps)
			take_signal();
		if (w->echoes)
			answer_messages(w);
		else
			serve_queues(w);
	}
	if (w->has_ring)
		io_uring_queue_exit(&w->ring);
	if (w->failure.error)
		gate_note_failure(w->gate);
	atomic_store(&w->gone, true);
	return NULL;
}

int waker_start(struct waker *w)
{
	int error;

	w->presence->last_ns = now_ns();
	error = stack_start_thread(&w->thread, &w->stack, waker_main, w);

	w->started = !error;
	return error;
}

void waker_stop(struct waker *w)
{
	if (!w->started)
		return;
	atomic_store(&w->stop, true);
	/* A signal that comes just before a wait does not end it. */
	while (w->sleeps && !atomic_load(&w->gone)) {
		struct timespec again = timespec_of(STOP_RETRY_NS);

		pthread_kill(w->thread, ABORT_SIGNAL);
		nanosleep(&again, NULL);
	}
	pthread_join(w->thread, NULL);
	w->started = false;
}
