#include "message.h"

#include <errno.h>
#include <string.h>

#include "branches.h"

/* The part of a message's number that is its slot's. */
#define SLOT_BITS 16
#define SLOT_MASK ((1U << SLOT_BITS) - 1)
/* Nothing is under way in a slot. */
#define NO_NUMBER UINT64_MAX

static void set_number(struct messages *m, unsigned slot, uint64_t number)
{
	atomic_store_explicit(&m->numbers[slot], number, memory_order_relaxed);
}

static uint64_t number_of(const struct messages *m, unsigned slot)
{
	return atomic_load_explicit(&m->numbers[slot], memory_order_relaxed);
}

void messages_init(struct messages *m)
{
	for (unsigned slot = 0; slot < m->connections * m->pipeline; slot++)
		set_number(m, slot, NO_NUMBER);
	for (unsigned connection = 0; connection < m->connections; connection++)
		m->idle.connections[connection] = connection;
	atomic_store(&m->idle.tail, m->connections);
	/* No message has the number 0, so that bytes of zero are none. */
	m->next_number = 1;
}

/* One slot after another of those of a connection. */
static unsigned following(const struct messages *m, unsigned position)
{
	return position + 1 == m->pipeline ? 0 : position + 1;
}

unsigned message_begin(struct messages *m, unsigned slot)
{
	unsigned connection = message_connection(m, slot);
	struct outbound *to = &m->outbound[connection];
	struct message_head head = { 0 };

	if (m->is_stream) {
		slot = connection_slot(m, connection) + to->next;
		to->next = following(m, to->next);
	}
	to->sent++;
	head.number = m->next_number++ << SLOT_BITS | slot;
	memcpy(message_out(m, slot), &head, sizeof(head));
	set_number(m, slot, head.number);
	return slot;
}

/* The slot whose message a head is of, or -1: nobody waits for it there. */
static int slot_of(const struct messages *m, const struct inbound *from,
		   unsigned connection)
{
	unsigned slot = from->head.number & SLOT_MASK;
	unsigned first = connection_slot(m, connection);

	if (m->is_stream ? slot != first + from->oldest :
			   slot < first || slot - first >= m->pipeline)
		return -1;
	return number_of(m, slot) == from->head.number ? (int)slot : -1;
}

/* A message is whole: its slot, or -1. */
static int finish(struct messages *m, unsigned connection)
{
	struct inbound *from = &m->inbound[connection];
	int slot = slot_of(m, from, connection);

	if (unlikely(slot < 0)) {
		m->error = EBADMSG;
		return -1;
	}
	atomic_store_explicit(&m->sent_ns[slot], from->head.sent_ns,
			      memory_order_relaxed);
	/* A second one with this number is then no message under way. */
	set_number(m, slot, NO_NUMBER);
	from->at = 0;
	from->oldest = following(m, from->oldest);
	from->taken++;
	return slot;
}

unsigned messages_take(struct messages *m, unsigned connection,
		       const char *bytes, size_t count, unsigned arrived)
{
	struct inbound *from = &m->inbound[connection];
	unsigned before = arrived;

	/* A datagram is one message, whose length nothing after it makes up for. */
	if (unlikely(!m->is_stream && count != m->bytes)) {
		m->error = EMSGSIZE;
		return 0;
	}
	while (count) {
		size_t part = m->bytes - from->at;
		int slot;

		if (part > count)
			part = count;
		if (from->at < sizeof(from->head)) {
			size_t rest = sizeof(from->head) - from->at;

			memcpy((char *)&from->head + from->at, bytes,
			       part < rest ? part : rest);
		}
		from->at += part;
		bytes += part;
		count -= part;
		if (from->at < m->bytes)
			break;
		slot = finish(m, connection);
		if (unlikely(slot < 0))
			break;
		m->arrived[arrived++] = slot;
	}
	return arrived - before;
}

unsigned messages_fail(struct messages *m, unsigned connection)
{
	unsigned first = connection_slot(m, connection);
	unsigned last = first + m->pipeline - 1;
	unsigned slot = first + m->inbound[connection].oldest;

	/* Of datagrams it may be any that is under way. */
	if (!m->is_stream)
		for (slot = first; slot < last; slot++)
			if (number_of(m, slot) != NO_NUMBER)
				break;
	m->arrived[0] = slot;
	return 1;
}

void messages_idle(struct messages *m, unsigned connection)
{
	struct idle *idle = &m->idle;
	uint64_t tail = atomic_load_explicit(&idle->tail, memory_order_relaxed);

	idle->connections[tail % m->connections] = connection;
	atomic_store_explicit(&idle->tail, tail + 1, memory_order_release);
	/* A partner does not know what the worker sends meanwhile. */
	if (m->has_partner || m->outbound[connection].sent !=
				      m->inbound[connection].taken)
		atomic_store_explicit(&idle->urgent, true,
				      memory_order_release);
}

int messages_next_idle(struct messages *m)
{
	struct idle *idle = &m->idle;
	uint64_t tail;

	/*
	 * Before the tail is read, which only the exchange sees to: who adds a
	 * connection meanwhile says afterwards that it is urgent.
	 */
	if (messages_urgent(m))
		atomic_exchange(&idle->urgent, false);
	tail = atomic_load_explicit(&idle->tail, memory_order_acquire);
	if (idle->head == tail)
		return -1;
	return idle->connections[idle->head++ % m->connections];
}
