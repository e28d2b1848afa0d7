#define _GNU_SOURCE
#include "plain.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "branches.h"
#include "clock.h"

/* Connections that one call tells of, at most. */
#define EVENTS 64

/* A slot whose message has not left is free again. */
static int give_up(struct lane *l, unsigned index)
{
	int error = errno;

	l->slots[index].in_flight = false;
	l->free_slots[l->free_count++] = index;
	return fail(l->failure, error, URINGLAB_STEP_message);
}

static int open_epoll(struct lane *l)
{
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0)
		return -1;
	for (unsigned index = 0; index < l->params->iodepth; index++) {
		struct epoll_event event = { .events = EPOLLIN,
					     .data.u32 = index };

		if (epoll_ctl(l->epoll, EPOLL_CTL_ADD,
			      l->op.wake.read_fds[index], &event))
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

int plain_submit(struct lane *l)
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

/* Takes the messages that one call tells of; how many, or -1. */
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
	for (int i = 0; i < count; i++) {
		uint64_t seen_ns = receive(l, events[i].data.u32);

		if (likely(seen_ns)) {
			*now = seen_ns;
			taken++;
		}
	}
	return taken;
}

/* The one connection of a thread that blocks, likewise. */
static int take_only(struct lane *l, uint64_t *now)
{
	uint64_t seen_ns = receive(l, 0);

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
