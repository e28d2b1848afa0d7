#define _GNU_SOURCE
#include "waker.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>

/* Serves the lanes of its workers once: how many I/Os it has completed. */
static unsigned serve_all(struct waker *w, int *error)
{
	const struct uringlab_cell_params *cell = w->workers[0]->params;
	unsigned sent = 0;

	for (uint64_t i = w->index; i < cell->workers; i += w->count)
		for (uint64_t n = 0; n < cell->arms && !*error; n++)
			sent += wake_serve(&w->workers[i]->lanes[n].op.wake,
					   error);
	return sent;
}

static int set_up(struct waker *w)
{
	int ret = bind_thread(0, &w->cpus);

	if (ret < 0)
		return fail(&w->failure, -ret, URINGLAB_STEP_affinity);
	if (mlock(w->stack.base, w->stack.bytes))
		return fail(&w->failure, errno, URINGLAB_STEP_memlock);
	return 0;
}

static void *waker_main(void *argument)
{
	struct waker *w = argument;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */

	snprintf(name, sizeof(name), "waker/%u", w->index);
	pthread_setname_np(pthread_self(), name);
	if (set_up(w)) {
		gate_note_failure(w->gate);
		return NULL;
	}
	while (!atomic_load_explicit(&w->stop, memory_order_relaxed)) {
		int error = 0;
		unsigned sent = serve_all(w, &error);

		if (error) {
			fail(&w->failure, error, URINGLAB_STEP_send);
			gate_note_failure(w->gate);
			break;
		}
		if (w->yields && !sent)
			sched_yield();
	}
	return NULL;
}

int waker_start(struct waker *w)
{
	int error = stack_start_thread(&w->thread, &w->stack, waker_main, w);

	w->started = !error;
	return error;
}

void waker_stop(struct waker *w)
{
	if (!w->started)
		return;
	atomic_store(&w->stop, true);
	pthread_join(w->thread, NULL);
	w->started = false;
}
