/* Messages out of bytes that come in parts of any length, and in the wrong order. */
#include <errno.h>
#include <stdlib.h>

#include "../message.h"
#include "check.h"

#define CONNECTIONS 3
#define MOST 16

/* Messages of so many bytes, so many on each of three connections. */
static struct messages *new_messages(unsigned bytes, unsigned pipeline,
				     bool is_stream)
{
	struct messages *m = calloc(1, sizeof(*m));
	unsigned iodepth = CONNECTIONS * pipeline;

	*m = (struct messages){
		.connections = CONNECTIONS,
		.pipeline = pipeline,
		.bytes = bytes,
		.is_stream = is_stream,
		.out = calloc(iodepth, bytes),
		.sent_ns = calloc(iodepth, sizeof(*m->sent_ns)),
		.numbers = calloc(iodepth, sizeof(*m->numbers)),
		.outbound = calloc(CONNECTIONS, sizeof(*m->outbound)),
		.inbound = calloc(CONNECTIONS, sizeof(*m->inbound)),
		.arrived = calloc(iodepth, sizeof(*m->arrived)),
		.idle.connections = calloc(CONNECTIONS, sizeof(unsigned)),
	};
	messages_init(m);
	return m;
}

static void free_messages(struct messages *m)
{
	free(m->out);
	free((void *)m->sent_ns);
	free((void *)m->numbers);
	free(m->outbound);
	free(m->inbound);
	free(m->arrived);
	free(m->idle.connections);
	free(m);
}

/* Begins a message on a connection, which says when it was sent back: its slot. */
static unsigned begin(struct messages *m, unsigned connection,
		      uint64_t sent_ns)
{
	unsigned slot = message_begin(m, connection_slot(m, connection));

	memcpy(message_out(m, slot), &sent_ns, sizeof(sent_ns));
	return slot;
}

/* As many messages as may be under way, again and again, in parts of a length. */
static void test_parts(unsigned bytes, unsigned pipeline, unsigned part)
{
	struct messages *m = new_messages(bytes, pipeline, true);
	const unsigned connection = 1;
	unsigned all = bytes * pipeline;

	for (uint64_t round = 0; round < 3; round++) {
		unsigned slots[MOST], taken = 0;
		const char *stream = message_out(
			m, connection_slot(m, connection));

		for (unsigned n = 0; n < pipeline; n++)
			slots[n] = begin(m, connection, 100 * round + n);
		for (unsigned at = 0; at < all; at += part) {
			unsigned left = all - at;
			unsigned count = messages_take(
				m, connection, stream + at,
				part < left ? part : left, 0);

			for (unsigned n = 0; n < count; n++, taken++) {
				CHECK(m->arrived[n], ==, slots[taken]);
				CHECK(m->sent_ns[slots[taken]], ==,
				      100 * round + taken);
			}
		}
		CHECK(taken, ==, pipeline);
	}
	CHECK(m->error, ==, 0);
	free_messages(m);
}

/* Slots of a stream are taken round and round, whichever was free. */
static void test_order(void)
{
	struct messages *m = new_messages(16, 4, true);

	for (unsigned n = 0; n < 9; n++)
		CHECK(message_begin(m, 6), ==, 4 + n % 4);
	CHECK(message_begin(m, 11), ==, 8);
	free_messages(m);
}

/* What is not the next message of its connection is nobody's. */
static void check_bad(struct messages *m, unsigned connection,
		      const char *bytes, unsigned count, int error)
{
	CHECK(messages_take(m, connection, bytes, count, 0), ==, 0);
	CHECK(m->error, ==, error);
	free_messages(m);
}

static void test_wrong(void)
{
	for (unsigned wrong = 0; wrong < 4; wrong++) {
		struct messages *m = new_messages(32, 4, true);
		unsigned first = begin(m, 0, 1), second = begin(m, 0, 2);
		const char *bytes = message_out(m, first);

		switch (wrong) {
		case 0: /* one was lost */
			check_bad(m, 0, message_out(m, second), 32, EBADMSG);
			break;
		case 1: /* it is another connection's */
			check_bad(m, 1, bytes, 32, EBADMSG);
			break;
		case 2: /* a byte was lost */
			check_bad(m, 0, bytes + 1, 32, EBADMSG);
			break;
		default: /* it comes a second time */
			CHECK(messages_take(m, 0, bytes, 32, 0), ==, 1);
			check_bad(m, 0, bytes, 32, EBADMSG);
		}
	}
}

/* Datagrams come whole, in any order, and once. */
static void test_datagrams(void)
{
	struct messages *m = new_messages(16, 3, false);

	for (unsigned slot = 3; slot < 6; slot++)
		CHECK(message_begin(m, slot), ==, slot);
	CHECK(messages_take(m, 1, message_out(m, 5), 16, 0), ==, 1);
	CHECK(m->arrived[0], ==, 5);
	CHECK(messages_take(m, 1, message_out(m, 3), 16, 2), ==, 1);
	CHECK(m->arrived[2], ==, 3);
	/* The one that is left is what a failure is of. */
	CHECK(messages_fail(m, 1), ==, 1);
	CHECK(m->arrived[0], ==, 4);
	check_bad(m, 1, message_out(m, 5), 16, EBADMSG);
	m = new_messages(16, 3, false);
	message_begin(m, 0);
	check_bad(m, 0, message_out(m, 0), 15, EMSGSIZE);
}

/* Connections that have no receive are told of once, those in need at once. */
static void test_idle(void)
{
	struct messages *m = new_messages(16, 2, true);

	for (int connection = 0; connection < CONNECTIONS; connection++)
		CHECK(messages_next_idle(m), ==, connection);
	CHECK(messages_next_idle(m), ==, -1);
	messages_idle(m, 2);
	CHECK(messages_urgent(m), ==, false);
	CHECK(messages_next_idle(m), ==, 2);
	begin(m, 1, 0);
	messages_idle(m, 1);
	CHECK(messages_urgent(m), ==, true);
	CHECK(messages_next_idle(m), ==, 1);
	CHECK(messages_urgent(m), ==, false);
	CHECK(messages_next_idle(m), ==, -1);
	/* A partner cannot know whether anything is under way. */
	m->has_partner = true;
	messages_idle(m, 0);
	CHECK(messages_urgent(m), ==, true);
	free_messages(m);
}

int main(void)
{
	static const unsigned lengths[] = { 16, 17, 31, 64 };

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (unsigned pipeline = 1; pipeline < 5; pipeline++)
			for (unsigned part = 1;
			     part <= lengths[i] * pipeline + 1; part++)
				test_parts(lengths[i], pipeline, part);
	test_order();
	test_wrong();
	test_datagrams();
	test_idle();
	return 0;
}
