#define _GNU_SOURCE
#include "echo.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "clock.h"

/* Connections that one call tells of, at most. */
#define EVENTS 64

int echo_open(void)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int echo_add(int epoll, struct wake *wake)
{
	for (unsigned slot = 0; slot < wake->open_count; slot++) {
		struct far_end *end = &wake->far_ends[slot];
		struct epoll_event event = { .events = EPOLLIN,
					     .data.ptr = end };

		end->wake = wake;
		end->fd = wake->write_fds[slot];
		end->part = wake->parts + slot * wake->message_bytes;
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, end->fd, &event))
			return -errno;
	}
	return 0;
}

/* Sends whole messages with the time at which they were sent: 0 or errno. */
static int send_back(struct far_end *end, char *messages, size_t bytes)
{
	struct wake *wake = end->wake;
	uint64_t now = now_ns();
	ssize_t sent;

	for (size_t at = 0; at < bytes; at += wake->message_bytes)
		memcpy(messages + at + offsetof(struct message_head, sent_ns),
		       &now, sizeof(now));
	/* There is room for all that is under way (connector_try_room()). */
	sent = send(end->fd, messages, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return errno;
	wake_count_send(wake, now_ns() - now);
	return sent == (ssize_t)bytes ? 0 : EMSGSIZE;
}

/*
 * Takes what has come to one end, and answers what is whole by that. What is
 * behind the last message is kept until the rest of it comes.
 */
static int answer(struct far_end *end, char *buffer)
{
	size_t bytes = end->wake->message_bytes, all, whole;
	ssize_t got;

	memcpy(buffer, end->part, end->arrived);
	got = recv(end->fd, buffer + end->arrived, ECHO_BYTES - end->arrived,
		   MSG_DONTWAIT);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno;
	/* The lane's end has closed, or was closed. */
	if (!got)
		return EPIPE;
	all = end->arrived + got;
	end->arrived = all % bytes;
	whole = all - end->arrived;
	memcpy(end->part, buffer + whole, end->arrived);
	return whole ? send_back(end, buffer, whole) : 0;
}

int echo_serve(int epoll, char *buffer)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(epoll, events, EVENTS, -1);

	if (count < 0)
		return errno == EINTR ? 0 : errno;
	for (int i = 0; i < count; i++) {
		int error = answer(events[i].data.ptr, buffer);

		if (error)
			return error;
	}
	return 0;
}
