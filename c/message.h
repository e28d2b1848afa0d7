/*
 * Messages on connections, of which several may be under way on each. Every
 * message has a head in its first bytes: a number that no other message has, which
 * comes back, and the far end's clock. By the number it is known whose round
 * trip is over, and that nothing was lost, torn or mixed up.
 *
 * Slots are connection by connection: pipeline of them belong to each. What is
 * sent on a stream takes them in their order, round and round, and comes back in
 * the same order, so that messages which are sent together lie side by side in
 * memory. Datagrams take any, and come back in any order.
 *
 * Messages may be prepared by one thread, a worker, and taken by another one, its
 * partner: each of the two has fields of its own.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counter.h"

/* The longest message. */
#define MESSAGE_BYTES_MAX 4096

/* The first bytes of a message. */
struct message_head {
	uint64_t sent_ns; /* when the far end sent it back */
	uint64_t number;
};

/* A connection, as who takes what has come sees it. */
struct inbound {
	unsigned at;	 /* bytes of a message that is not whole yet */
	unsigned oldest; /* of the connection's slots, that of this message */
	uint64_t taken;	 /* messages so far */
	struct message_head head;
};

/* A connection, as who prepares messages sees it. */
struct outbound {
	unsigned next; /* of the connection's slots, that of the next message */
	uint64_t sent;
};

/* Connections without a receive, from who takes to who prepares. */
struct idle {
	unsigned *connections; /* as many as there are */
	_Atomic uint64_t tail; /* who takes puts one here */
	_Atomic bool urgent;   /* messages are under way on one of them */
	uint64_t head;	       /* who prepares takes one from here */
};

struct messages {
	/* Set by the cell before the worker starts. */
	unsigned connections, pipeline;
	unsigned bytes;	 /* of each */
	bool is_stream;	 /* or datagrams */
	bool has_partner; /* another thread takes what has come */
	char *out;	 /* iodepth messages */
	_Atomic uint64_t *sent_ns; /* of what has come, iodepth */
	_Atomic uint64_t *numbers; /* of what is under way, iodepth */
	struct outbound *outbound;
	struct inbound *inbound;
	struct idle idle;

	uint64_t next_number;

	/* Of who takes: the slots of the messages that were whole at last. */
	unsigned *arrived;
	int error; /* errno of what was no message that is under way; or 0 */
	_Atomic uint64_t receives; /* that brought something, or failed */
};

/* Nothing is under way, and no connection has a receive. */
void messages_init(struct messages *m);

/* The connection of a slot. */
static inline unsigned message_connection(const struct messages *m,
					  unsigned slot)
{
	return m->pipeline == 1 ? slot : slot / m->pipeline;
}

/* The first slot of a connection, whose message lies at the lowest address. */
static inline unsigned connection_slot(const struct messages *m,
				       unsigned connection)
{
	return connection * m->pipeline;
}

/* The bytes of a slot's message as it is sent. */
static inline char *message_out(const struct messages *m, unsigned slot)
{
	return m->out + (size_t)slot * m->bytes;
}

/*
 * Begins a message on the connection of a slot that is free: the slot that it
 * takes, which is free as well, and whose message is ready to be sent.
 */
unsigned message_begin(struct messages *m, unsigned slot);

/*
 * Takes bytes that have come on a connection, which may end or begin within a
 * message. How many messages are whole by that; their slots are in arrived,
 * behind as many as are there, and the times at which they were sent in sent_ns.
 * It stops, with error set, at what is no message that is under way there.
 */
unsigned messages_take(struct messages *m, unsigned connection,
		       const char *bytes, size_t count, unsigned arrived);

/*
 * What a receive that failed, or found the connection's end, is the result of:
 * the I/O that should have been next. Puts it into arrived: 1.
 */
unsigned messages_fail(struct messages *m, unsigned connection);

/* Counts a receive that has completed: one thread at a time takes. */
static inline void messages_count(struct messages *m)
{
	counter_add(&m->receives, 1);
}

/* Notes that no receive waits on a connection any more. */
void messages_idle(struct messages *m, unsigned connection);

/* Whether one is needed for messages that are under way. */
static inline bool messages_urgent(const struct messages *m)
{
	return atomic_load_explicit(&m->idle.urgent, memory_order_acquire);
}

/* The next connection that has none; -1 where all have one. */
int messages_next_idle(struct messages *m);

#endif
