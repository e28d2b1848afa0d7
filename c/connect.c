#define _GNU_SOURCE
#include "connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"
#include "message.h"

/* How long a message may take to come on this machine. */
#define ROOM_PATIENCE_MS 200

/* A socket of this kind at a port of its own on the loopback interface. */
static int bound(int type)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -errno;
	any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!bind(fd, (struct sockaddr *)&any, sizeof(any)))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

/* Connects a socket to the address of another one: 0 or -errno. */
static int connect_to(int fd, int other)
{
	struct sockaddr_in address;
	socklen_t bytes = sizeof(address);

	if (getsockname(other, (struct sockaddr *)&address, &bytes) ||
	    connect(fd, (struct sockaddr *)&address, bytes))
		return -errno;
	return 0;
}

int connector_open(struct connector *c, uint64_t load, enum uringlab_step *step)
{
	c->load = load;
	c->listener = -1;
	*step = URINGLAB_STEP_sockets;
	if (load != URINGLAB_LOAD_tcp)
		return 0;
	c->listener = bound(SOCK_STREAM);
	if (c->listener < 0)
		return c->listener;
	return listen(c->listener, 1) ? -errno : 0;
}

/*
 * Who closes resets the connection, instead of keeping its port for a minute
 * (TIME_WAIT): a run makes many.
 */
static int reset_at_close(int fd)
{
	struct linger at_once = { .l_onoff = 1 };

	return setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once,
			  sizeof(at_once)) ?
		       -errno :
		       0;
}

/* A message is sent as soon as it is written. */
static int set_up_tcp(int fd)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		return -errno;
	return reset_at_close(fd);
}

static int stream_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

static int connect_tcp(struct connector *c, int ends[2],
		       enum uringlab_step *step)
{
	int ret;

	ends[0] = stream_socket();
	if (ends[0] < 0)
		return ends[0];
	*step = URINGLAB_STEP_connect;
	ret = connect_to(ends[0], c->listener);
	if (ret)
		return ret;
	*step = URINGLAB_STEP_sockets;
	ends[1] = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
	if (ends[1] < 0)
		return -errno;
	ret = set_up_tcp(ends[0]);
	return ret ? ret : set_up_tcp(ends[1]);
}

static int connect_udp(int ends[2], enum uringlab_step *step)
{
	int ret;

	for (unsigned end = 0; end < 2; end++) {
		ends[end] = bound(SOCK_DGRAM);
		if (ends[end] < 0)
			return ends[end];
	}
	*step = URINGLAB_STEP_connect;
	ret = connect_to(ends[0], ends[1]);
	return ret ? ret : connect_to(ends[1], ends[0]);
}

static int make_ends(struct connector *c, int ends[2], enum uringlab_step *step)
{
	switch (c->load) {
	case URINGLAB_LOAD_tcp:
		return connect_tcp(c, ends, step);
	case URINGLAB_LOAD_udp:
		return connect_udp(ends, step);
	default:
		return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				  ends) ?
			       -errno :
			       0;
	}
}

int connector_connect(struct connector *c, int ends[2],
		      enum uringlab_step *step)
{
	int ret;

	ends[0] = ends[1] = -1;
	*step = URINGLAB_STEP_sockets;
	ret = make_ends(c, ends, step);
	for (unsigned end = 0; ret && end < 2; end++)
		if (ends[end] >= 0)
			close(ends[end]);
	return ret;
}

/* listen(2) does not tell: of a listener the backlog stands in tcpi_sacked. */
static int check_room(int fd, unsigned room)
{
	struct tcp_info info;
	socklen_t bytes = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &bytes))
		return -errno;
	return info.tcpi_sacked < room ? -ENOBUFS : 0;
}

/*
 * What is accepted has its options too. With TCP_LINGER2 below 0 a socket that is
 * closed sends its FIN and is gone when that is acknowledged. Otherwise it would
 * wait in FIN_WAIT2 for the other end's FIN, which never comes: a reset does, but
 * one that arrives on another CPU just when the kernel replaces the socket by a
 * small one that waits is lost, and the connection's ports are kept for a minute.
 */
static int set_up_listener(int fd, unsigned room, struct sockaddr_in *address,
			   enum uringlab_step *step)
{
	socklen_t bytes = sizeof(*address);
	int not_at_all = -1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_LINGER2, &not_at_all,
		       sizeof(not_at_all)) ||
	    getsockname(fd, (struct sockaddr *)address, &bytes) ||
	    listen(fd, room))
		return -errno;
	*step = URINGLAB_STEP_backlog;
	return check_room(fd, room);
}

int listener_open(unsigned room, bool nonblocking, struct sockaddr_in *address,
		  enum uringlab_step *step)
{
	int fd, ret;

	*step = URINGLAB_STEP_sockets;
	fd = bound(SOCK_STREAM | (nonblocking ? SOCK_NONBLOCK : 0));
	if (fd < 0)
		return fd;
	ret = set_up_listener(fd, room, address, step);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

int caller_open(void)
{
	int fd = stream_socket();
	int ret = fd < 0 ? fd : reset_at_close(fd);

	if (ret >= 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return ret;
}

int caller_connect(int fd, const struct sockaddr_in *address)
{
	return connect(fd, (const struct sockaddr *)address, sizeof(*address)) ?
		       -errno :
		       0;
}

/* Takes the messages that an end was sent: how many bytes there were. */
static size_t receive_all(int fd, size_t wanted)
{
	struct pollfd has_come = { .fd = fd, .events = POLLIN };
	char bytes[MESSAGE_BYTES_MAX];
	size_t all = 0;

	/* A datagram for which there was no room never comes. */
	while (all < wanted && poll(&has_come, 1, ROOM_PATIENCE_MS) > 0) {
		ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (got <= 0)
			break;
		all += got;
	}
	return all;
}

static int try_direction(int from, int to, unsigned messages, size_t bytes)
{
	static const char message[MESSAGE_BYTES_MAX];

	for (unsigned n = 0; n < messages; n++)
		if (send(from, message, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) !=
		    (ssize_t)bytes)
			return -ENOBUFS;
	return receive_all(to, messages * bytes) == messages * bytes ?
		       0 :
		       -ENOBUFS;
}

int connector_try_room(struct connector *c, unsigned messages, size_t bytes,
		       enum uringlab_step *step)
{
	int ends[2], ret = connector_connect(c, ends, step);

	if (ret)
		return ret;
	*step = URINGLAB_STEP_room;
	ret = try_direction(ends[0], ends[1], messages, bytes);
	if (!ret)
		ret = try_direction(ends[1], ends[0], messages, bytes);
	close(ends[0]);
	close(ends[1]);
	return ret;
}

void connector_close(struct connector *c)
{
	if (c->listener >= 0)
		close(c->listener);
	c->listener = -1;
}
