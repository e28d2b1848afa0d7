#define _GNU_SOURCE
#include "serve.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "dial.h"
#include "post.h"

/* What completes the I/O of a slot: one system call. 0 or errno. */
static int send_to(struct wake *wake, unsigned slot, struct io_uring *ring)
{
	struct wake_word *word;

	switch (wake->load) {
	case URINGLAB_LOAD_eventfd:
		return eventfd_write(wake->write_fds[slot], 1) ? errno : 0;
	case URINGLAB_LOAD_pipe:
		/* There is room: each message was asked for by its reader. */
		return write(wake->write_fds[slot], wake->message,
			     wake->message_bytes) < 0 ?
			       errno :
			       0;
	case URINGLAB_LOAD_msg_ring:
		return wake->send == URINGLAB_SEND_ring ?
			       post_cqe(ring, wake->ring_fd, slot) :
			       post_cqe_ringless(wake->ring_fd, slot);
	case URINGLAB_LOAD_accept:
		return dial_connect(wake, slot);
	default:
		word = &wake->words[slot];
		atomic_fetch_add(&word->value, 1);
		return syscall(SYS_futex, &word->value, FUTEX_WAKE_PRIVATE, 1,
			       NULL, NULL, 0) < 0 ?
			       errno :
			       0;
	}
}

/* What is done before the clock is taken: 0, or errno with the step. */
static int get_ready(struct wake *wake, unsigned slot, enum uringlab_step *step)
{
	*step = URINGLAB_STEP_send;
	return wake->load == URINGLAB_LOAD_accept ?
		       dial_prepare(wake, slot, step) :
		       0;
}

/* Completes the I/O of a slot: 0, or -1 with the failure. */
static int complete(struct wake *wake, struct io_uring *ring, unsigned slot,
		    uint64_t now, struct failure *failure)
{
	enum uringlab_step step;
	int error = get_ready(wake, slot, &step);

	if (error)
		return fail(failure, error, step);
	if (wake->load == URINGLAB_LOAD_accept)
		now = now_ns();
	/* Before the call: the worker may be faster than its return. */
	atomic_store_explicit(&wake->sent_ns[slot], now, memory_order_relaxed);
	error = send_to(wake, slot, ring);
	if (error)
		return fail(failure, error, step);
	wake_count_send(wake, now_ns() - now);
	return 0;
}

unsigned serve_asked(struct wake *wake, struct io_uring *ring,
		     struct presence *presence, struct failure *failure)
{
	uint64_t tail = atomic_load_explicit(&wake->tail, memory_order_acquire);
	unsigned sent = 0;

	while (wake->head != tail) {
		const struct ask *ask =
			&wake->asks[wake->head % wake->iodepth];
		unsigned slot = atomic_load_explicit(&ask->slot,
						     memory_order_relaxed);
		uint64_t due_ns = atomic_load_explicit(&ask->due_ns,
						       memory_order_relaxed);
		uint64_t now = now_ns();

		presence_note(presence, now);
		if (now < due_ns)
			break;
		wake->head++;
		if (complete(wake, ring, slot, now, failure))
			break;
		sent++;
	}
	return sent;
}
