#define _GNU_SOURCE
#include "wake.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "connect.h"
#include "post.h"

static int open_end(struct wake *wake, unsigned slot)
{
	int ends[2];

	if (wake->load == URINGLAB_LOAD_eventfd) {
		ends[0] = ends[1] = eventfd(0, EFD_CLOEXEC);
		if (ends[0] < 0)
			return -errno;
	} else if (pipe2(ends, O_CLOEXEC)) {
		return -errno;
	}
	wake->read_fds[slot] = ends[0];
	wake->write_fds[slot] = ends[1];
	return 0;
}

static int open_connections(struct wake *wake, enum uringlab_step *step)
{
	struct connector c;
	int ret = connector_open(&c, wake->load, step);

	while (!ret && wake->open_count < wake->iodepth) {
		int ends[2];

		ret = connector_connect(&c, ends, step);
		if (ret)
			break;
		wake->read_fds[wake->open_count] = ends[0];
		wake->write_fds[wake->open_count] = ends[1];
		wake->open_count++;
	}
	connector_close(&c);
	return ret;
}

int wake_open(struct wake *wake, enum uringlab_step *step)
{
	if (load_is_socket(wake->load))
		return open_connections(wake, step);
	*step = URINGLAB_STEP_wake;
	if (wake->load != URINGLAB_LOAD_eventfd &&
	    wake->load != URINGLAB_LOAD_pipe)
		return 0;
	while (wake->open_count < wake->iodepth) {
		int ret = open_end(wake, wake->open_count);

		if (ret)
			return ret;
		wake->open_count++;
	}
	return 0;
}

void wake_close(struct wake *wake)
{
	while (wake->open_count) {
		unsigned slot = --wake->open_count;

		close(wake->read_fds[slot]);
		if (wake->write_fds[slot] != wake->read_fds[slot])
			close(wake->write_fds[slot]);
	}
}

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
		return post_cqe(ring, wake->ring_fd, slot);
	default:
		word = &wake->words[slot];
		atomic_fetch_add(&word->value, 1);
		return syscall(SYS_futex, &word->value, FUTEX_WAKE_PRIVATE, 1,
			       NULL, NULL, 0) < 0 ?
			       errno :
			       0;
	}
}

static void add(_Atomic uint64_t *counter, uint64_t amount)
{
	/* One thread writes. */
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + amount, memory_order_relaxed);
}

void wake_count_send(struct wake *wake, uint64_t ns)
{
	add(&wake->sends, 1);
	add(&wake->send_ns, ns);
}

unsigned wake_serve(struct wake *wake, struct io_uring *ring, int *error)
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

		if (now < due_ns)
			break;
		/* Before the call: the worker may be faster than its return. */
		wake->head++;
		atomic_store_explicit(&wake->sent_ns[slot], now,
				      memory_order_relaxed);
		*error = send_to(wake, slot, ring);
		if (*error)
			break;
		wake_count_send(wake, now_ns() - now);
		sent++;
	}
	return sent;
}
