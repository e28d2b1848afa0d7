#define _GNU_SOURCE
#include "plain.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "branches.h"
#include "clock.h"
#include "op_accept.h"

/* Descriptors that one call tells of, at most. */
#define EVENTS 64

/* A slot whose message has not left is free again. */
static int give_up(struct lane *l, unsigned index)
{
	int error = errno;

	l->slots[index].in_flight = false;
	l->free_slots[l->free_count++] = index;
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
	unsigned count = accepts(l) ? 1 : l->params->iodepth;

	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0)
		return -1;
	for (unsigned index = 0; index < count; index++) {
		struct epoll_event event = { .events = EPOLLIN,
					     .data.u32 = index };

		if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fds[index], &event))
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

static int send_messages(struct lane *l)
{
	unsigned bytes = l->cell->bs;

	for (unsigned sent = 0;
	     l->free_count && sent < l->params->iodepth_batch; sent++) {
		unsigned index = l->free_slots[--l->free_count];
		struct slot *slot = &l->slots[index];
		ssize_t ret;

		slot->in_flight = true;
		slot->start_ns = now_ns();
		ret = send(l->op.wake.read_fds[index], l->op.wake.message,
			   bytes, MSG_NOSIGNAL);
		l->count.submit_calls++;
		if (unlikely(ret != (ssize_t)bytes)) {
			if (ret >= 0)
				errno = EMSGSIZE;
			return give_up(l, index);
		}
		slot->issue_ns = now_ns();
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
	return accepts(l) ? make_room(l) : send_messages(l);
}

/* Receives the message of a slot: its time, or 0 where a signal came first. */
static uint64_t receive(struct lane *l, unsigned index)
{
	char *message = op_buffer(&l->op, index);
	bool is_stream = l->cell->load != URINGLAB_LOAD_udp;
	ssize_t ret = recv(l->op.wake.read_fds[index], message, l->cell->bs,
			   is_stream ? MSG_WAITALL : 0);
	int res = ret < 0 ? -errno : (int)ret;
	uint64_t now = now_ns(), sent_ns;

	l->count.getevents_calls++;
	if (unlikely(res == -EINTR))
		return 0;
	if (likely(res == l->op.expected)) {
		memcpy(&sent_ns, message, sizeof(sent_ns));
		atomic_store_explicit(&l->op.wake.sent_ns[index], sent_ns,
				      memory_order_relaxed);
	}
	lane_finish(l, index, res, now);
	return now;
}

/* Accepts one connection: its time, or 0 where none waits. */
static uint64_t accept_one(struct lane *l)
{
	int fd = accept4(l->op.wake.listener, NULL, NULL, SOCK_CLOEXEC);
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

/* Takes what one call tells of; how many, or -1. */
static int take_ready(struct lane *l, unsigned max, uint64_t *now)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(l->epoll, events, max < EVENTS ? max : EVENTS,
			       -1),
	    taken = 0;

	l->count.getevents_calls++;
	if (unlikely(count < 0))
		return errno == EINTR ?
			       0 :
			       fail(l->failure, errno, URINGLAB_STEP_sockets);
	if (accepts(l))
		return count ? accept_all(l, max, now) : 0;
	for (int i = 0; i < count; i++) {
		uint64_t seen_ns = receive(l, events[i].data.u32);

		if (likely(seen_ns)) {
			*now = seen_ns;
			taken++;
		}
	}
	return taken;
}

/* That of a thread that blocks, which has one connection, likewise. */
static int take_only(struct lane *l, uint64_t *now)
{
	uint64_t seen_ns = accepts(l) ? accept_one(l) : receive(l, 0);

	if (unlikely(!seen_ns))
		return 0;
	*now = seen_ns;
	return 1;
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
