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
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, end->fd, &event))
			return -errno;
	}
	return 0;
}

/* Sends a message with the time at which it was sent: 0 or errno. */
static int send_back(struct far_end *end, char *message)
{
	struct wake *wake = end->wake;
	uint64_t now = now_ns();
	ssize_t sent;

	memcpy(message, &now, sizeof(now));
	/* There is room: one message is under way on each connection. */
	sent = send(end->fd, message, wake->message_bytes,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return errno;
	wake_count_send(wake, now_ns() - now);
	return sent == (ssize_t)wake->message_bytes ? 0 : EMSGSIZE;
}

/* Takes what has come to one end, which may be a part of a message. */
static int answer(struct far_end *end, char *message)
{
	size_t bytes = end->wake->message_bytes;
	ssize_t got = recv(end->fd, message + end->arrived,
			   bytes - end->arrived, MSG_DONTWAIT);

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno;
	/* The lane's end has closed, or was closed. */
	if (!got)
		return EPIPE;
	end->arrived += got;
	if (end->arrived < bytes)
		return 0;
	end->arrived = 0;
	return send_back(end, message);
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
