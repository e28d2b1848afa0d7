/*
 * What a lane and its waker share, for I/Os that a waker completes: a queue in
 * which the lane asks, and for each slot an end to wait at and one to write to;
 * or the lane's ring, into which the waker posts CQEs. No system call tells the
 * waker of anything: it looks at the queue. The waker of a socket load has no
 * queue: it hears of an I/O by its message.
 */
#ifndef WAKE_H
#define WAKE_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "uringlab.h"

/* A slot whose I/O is to be completed, not before a certain time. */
struct ask {
	_Atomic uint64_t due_ns;
	_Atomic unsigned slot;
};

/* A futex on a cache line of its own. */
struct wake_word {
	_Alignas(64) _Atomic uint32_t value;
};

/* The waker's end of a connection. */
struct far_end {
	struct wake *wake;
	int fd;
	unsigned arrived; /* bytes of a message that is not whole yet */
	char *part;	  /* these bytes, message_bytes at most */
};

struct wake {
	/* Set by the cell before the worker starts. */
	uint64_t load;
	unsigned iodepth;
	unsigned ends; /* iodepth, or of sockets the connections */
	size_t message_bytes;
	/* iodepth of each, or as many as there are ends. */
	struct ask *asks;
	_Atomic uint64_t *sent_ns; /* when the waker, or a timer, acts */
	int *read_fds, *write_fds; /* of an eventfd the same one */
	struct wake_word *words;
	struct far_end *far_ends;
	char *parts; /* of the far ends, message_bytes of each */
	const char *message; /* of a pipe */
	/* Of accept, whose read_fds are those accepted; -1: none. */
	bool nonblocking; /* accept4(2) of its listener does not wait */
	bool closes_late; /* an SQ thread does, some time after it was asked */
	int *table; /* 1 + 2 * iodepth, of direct descriptors; NULL: none are */
	struct sockaddr_in address; /* of the listener */

	/* Of msg_ring: the descriptor of the lane's ring, from lane_open(). */
	int ring_fd;
	enum uringlab_send send;

	/* The worker's own. */
	unsigned open_count; /* of descriptors */
	int listener; /* of accept, where open_count is not 0 */
	uint64_t asked;

	/* Written by the worker, read by the waker. */
	_Alignas(64) _Atomic uint64_t tail;

	/* The waker's own, but the counters are read at edges of turns. */
	_Alignas(64) uint64_t head;
	_Atomic uint64_t sends, send_ns;
};

/*
 * Makes the ends of all slots, where the load has some: 0, or -errno with the
 * step that was refused.
 */
int wake_open(struct wake *wake, enum uringlab_step *step);

/* Closes those that are there. */
void wake_close(struct wake *wake);

/* Asks the waker to complete the I/O of a slot; not seen before wake_show(). */
static inline void wake_ask(struct wake *wake, unsigned slot, uint64_t due_ns)
{
	struct ask *ask = &wake->asks[wake->asked++ % wake->iodepth];

	atomic_store_explicit(&ask->due_ns, due_ns, memory_order_relaxed);
	atomic_store_explicit(&ask->slot, slot, memory_order_relaxed);
}

/* Shows the waker what it was asked for. */
static inline void wake_show(struct wake *wake)
{
	atomic_store_explicit(&wake->tail, wake->asked, memory_order_release);
}

/* When the cause of a slot's completion came about. */
static inline uint64_t wake_sent_ns(const struct wake *wake, unsigned slot)
{
	return atomic_load_explicit(&wake->sent_ns[slot], memory_order_relaxed);
}

/* Counts a call of the waker's that took so long. */
void wake_count_send(struct wake *wake, uint64_t ns);

#endif
