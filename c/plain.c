#define _GNU_SOURCE
#include "plain.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "branches.h"
#include "call.h"
#include "clock.h"
#include "op_accept.h"
#include "take.h"

/* Descriptors that one call tells of, at most. */
#define EVENTS 64

/* Frees the slots of messages that have not left, and notes the failure: -1. */
static int give_up(struct lane *l, unsigned count, int error)
{
	for (unsigned i = 0; i < count; i++)
		lane_release(l, l->batch[i]);
	return fail(l->failure, error, URINGLAB_STEP_message);
}

static bool accepts(const struct lane *l)
{
	return l->cell->load == URINGLAB_LOAD_accept;
}

static int open_epoll(struct lane *l)
{
	const struct wake *wake = &l->op.wake;
	const int *fds = accepts(l) ? &wake->listener : wake->read_fds;
	unsigned count = accepts(l) ? 1 : wake->ends;

	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0)
		return -1;
	for (unsigned end = 0; end < count; end++) {
		struct epoll_event event = { .events = EPOLLIN,
					     .data.u32 = end };

		if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fds[end], &event))
			return -1;
	}
	return 0;
}

int plain_open(struct lane *l)
{
	lane_init(l);
	if (l->params->engine == URINGLAB_ENGINE_epoll && open_epoll(l))
		return fail(l->failure, errno, URINGLAB_STEP_sockets);
	return 0;
}

void plain_close(struct lane *l)
{
	if (l->epoll >= 0)
		close(l->epoll);
}

/*
 * Begins the messages that one call sends, of which there are max at most, at a
 * time: of a stream those of one connection that lie side by side. How many.
 */
static unsigned begin_messages(struct lane *l, unsigned max, uint64_t start_ns)
{
	struct messages *m = &l->op.messages;
	unsigned first = l->free_slots[l->free_count - 1];
	unsigned connection = message_connection(m, first), count = 0;

	do {
		unsigned slot = message_begin(
			m, l->free_slots[--l->free_count]);

		l->slots[slot].in_flight = true;
		l->slots[slot].start_ns = start_ns;
		l->batch[count++] = slot;
	} while (m->is_stream && count < max && l->free_count &&
		 /* The last slot of a connection lies beside another one's. */
		 message_connection(m, l->batch[count - 1] + 1) == connection &&
		 message_connection(m, l->free_slots[l->free_count - 1]) ==
			 connection);
	return count;
}

/* Sends them by one call: 0 or -1. */
static int send_messages(struct lane *l, unsigned count)
{
	const struct messages *m = &l->op.messages;
	size_t bytes = (size_t)count * m->bytes;
	unsigned connection = message_connection(m, l->batch[0]);
	ssize_t ret = call_send(l->op.wake.read_fds[connection],
				message_out(m, l->batch[0]), bytes,
				MSG_NOSIGNAL);
	uint64_t now;

	l->count.submit_calls++;
	if (unlikely(ret != (ssize_t)bytes))
		return give_up(l, count, ret < 0 ? errno : EMSGSIZE);
	now = now_ns();
	for (unsigned i = 0; i < count; i++)
		l->slots[l->batch[i]].issue_ns = now;
	return 0;
}

/* Those of the first call begin at a time that the caller has just read. */
static int submit_messages(struct lane *l, uint64_t now)
{
	unsigned sent = 0;

	while (l->free_count && sent < l->params->iodepth_batch) {
		unsigned count = begin_messages(
			l, l->params->iodepth_batch - sent,
			sent ? now_ns() : now);

		if (send_messages(l, count))
			return -1;
		sent += count;
	}
	return 0;
}

/* Closes what the slots had accepted, and asks for as many connections. */
static int make_room(struct lane *l)
{
	unsigned asked = 0;

	while (l->free_count && asked < l->params->iodepth_batch) {
		unsigned index = l->free_slots[--l->free_count];
		struct slot *slot = &l->slots[index];
		int *fd = &l->op.wake.read_fds[index];

		l->batch[asked++] = index;
		slot->in_flight = true;
		slot->start_ns = now_ns();
		if (likely(*fd >= 0)) {
			close(*fd);
			*fd = -1;
			l->count.submit_calls++;
		}
		slot->issue_ns = now_ns();
	}
	lane_ask(l, asked);
	return 0;
}

int plain_submit(struct lane *l)
{
	return accepts(l) ? make_room(l) : submit_messages(l, now_ns());
}

/* What a receive has brought, or why not: how many I/Os have completed by it. */
static unsigned take(struct lane *l, unsigned connection, int res, uint64_t now)
{
	struct messages *m = &l->op.messages;
	const char *bytes = op_buffer(&l->op, connection_slot(m, connection));
	unsigned count = res > 0 ? messages_take(m, connection, bytes, res, 0) :
				   messages_fail(m, connection);

	messages_count(m);
	if (unlikely(m->error))
		op_break(&l->op, m->error);
	for (unsigned n = 0; n < count; n++)
		lane_finish(l, m->arrived[n],
			    res > 0 ? l->op.expected : res, now);
	return count;
}

/*
 * Receives what has come on a connection: how many messages are whole by it. A
 * thread that blocks waits until something has.
 */
static unsigned receive(struct lane *l, unsigned connection, uint64_t *now)
{
	const struct messages *m = &l->op.messages;
	char *buffer = op_buffer(&l->op, connection_slot(m, connection));
	ssize_t ret = call_recv(l->op.wake.read_fds[connection], buffer,
				(size_t)m->pipeline * m->bytes, 0);
	int res = ret < 0 ? -errno : (int)ret;
	uint64_t seen_ns = now_ns();
	unsigned count;

	l->count.getevents_calls++;
	if (unlikely(res == -EINTR))
		return 0;
	count = take(l, connection, res, seen_ns);
	if (likely(count))
		*now = seen_ns;
	return count;
}

/* Accepts one connection: its time, or 0 where none waits. */
static uint64_t accept_one(struct lane *l)
{
	int fd = call_accept(l->op.wake.listener, SOCK_CLOEXEC);
	uint64_t now = now_ns(), index;

	l->count.getevents_calls++;
	if (unlikely(fd < 0)) {
		if (errno != EAGAIN && errno != EINTR)
			op_break(&l->op, errno);
		return 0;
	}
	if (unlikely(!accept_take(&l->op, fd, &index)))
		return 0;
	lane_finish(l, index, l->op.expected, now);
	return now;
}

/* Accepts all that have come, up to max; how many. */
static int accept_all(struct lane *l, unsigned max, uint64_t *now)
{
	unsigned taken = 0;

	while (taken < max) {
		uint64_t seen_ns = accept_one(l);

		if (!seen_ns)
			break;
		*now = seen_ns;
		taken++;
	}
	return taken;
}

/*
 * Whether the next message leaves as soon as one has been received, as a server
 * with epoll answers: the connection is in the CPU's cache then. Where the round
 * works or waits before it sends, it does not.
 */
static bool sends_at_once(const struct lane *l)
{
	return !l->params->thinkcycles && !l->params->random_phase;
}

/* Receives on all connections that are ready; how many messages, or -1. */
static int receive_all(struct lane *l, const struct epoll_event *events,
		       int count, uint64_t *now)
{
	bool at_once = sends_at_once(l);
	int taken = 0;

	for (int i = 0; i < count; i++) {
		unsigned arrived = receive(l, events[i].data.u32, now);

		taken += arrived;
		if (at_once && arrived && !lane_at_edge(l, *now) &&
		    submit_messages(l, *now))
			return -1;
	}
	return taken;
}

/* Takes what one call tells of; how many, or -1. */
static int take_ready(struct lane *l, unsigned max, uint64_t *now)
{
	struct epoll_event events[EVENTS];
	int count = call_epoll_wait(l->epoll, events,
				    max < EVENTS ? max : EVENTS);

	l->count.getevents_calls++;
	if (unlikely(count < 0))
		return errno == EINTR ?
			       0 :
			       fail(l->failure, errno, URINGLAB_STEP_sockets);
	if (accepts(l))
		return count ? accept_all(l, max, now) : 0;
	return receive_all(l, events, count, now);
}

/* The same for a thread that blocks, which has one connection. */
static int take_only(struct lane *l, uint64_t *now)
{
	return accepts(l) ? accept_all(l, 1, now) : (int)receive(l, 0, now);
}

uint64_t plain_reap(struct lane *l, unsigned min, unsigned max)
{
	bool blocks = l->params->engine == URINGLAB_ENGINE_blocking;
	unsigned taken = 0;
	uint64_t now = 0;

	while (taken < min) {
		int more = blocks ? take_only(l, &now) :
				    take_ready(l, max - taken, &now);

		if (unlikely(more < 0 || lane_is_broken(l)))
			return 0;
		if (unlikely(lane_is_aborted(l))) {
			fail(l->failure, ETIMEDOUT, URINGLAB_STEP_drain);
			return 0;
		}
		taken += more;
	}
	return now;
}
