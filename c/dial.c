#define _GNU_SOURCE
#include "dial.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connect.h"

/* Whether the other end of a connection, which sends nothing, is closed. */
static bool is_closed(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

/* Whether the lane has asked for a connection of the slot that is not served. */
static bool is_asked(const struct wake *wake, unsigned slot)
{
	uint64_t tail = atomic_load_explicit(&wake->tail, memory_order_acquire);

	for (uint64_t ask = wake->head; ask != tail; ask++)
		if (atomic_load_explicit(&wake->asks[ask % wake->iodepth].slot,
					 memory_order_relaxed) == slot)
			return true;
	return false;
}

/*
 * The lane has asked for the slot's next connection, so it must have closed the
 * last one; but the end of that has not come. Either it is still on its way, or
 * the lane has closed another slot's connection in its place, of which this
 * tells. The other one is then closed although nobody has asked for its slot.
 * The lane closes in the order in which it asks: where the other end has come,
 * that of this slot can no longer be on its way, and so it is looked at again.
 */
static bool is_mistaken(const struct wake *wake, unsigned slot)
{
	for (unsigned other = 0; other < wake->iodepth; other++) {
		int fd = wake->write_fds[other];

		if (other != slot && fd >= 0 && !is_asked(wake, other) &&
		    is_closed(fd) && !is_closed(wake->write_fds[slot]))
			return true;
	}
	return false;
}

int dial_prepare(struct wake *wake, unsigned slot, enum uringlab_step *step)
{
	int last = wake->write_fds[slot], fd;

	*step = URINGLAB_STEP_accept;
	if (last >= 0) {
		if (!is_closed(last) && !wake->closes_late &&
		    is_mistaken(wake, slot))
			return EPROTO;
		wake->write_fds[slot] = -1;
		close(last);
	}
	*step = URINGLAB_STEP_sockets;
	fd = caller_open();
	if (fd < 0)
		return -fd;
	wake->write_fds[slot] = fd;
	*step = URINGLAB_STEP_connect;
	return 0;
}

/*
 * connect(2) unlocks the socket while it waits for the other end. A lane may
 * accept the connection and close it again before this thread has run on, as
 * where another one has its CPU. What the close sent (set_up_listener()) is then
 * the call's result: the FIN, after which the socket is in CLOSE_WAIT, and the
 * reset that follows, which in that state is EPIPE (tcp_reset(),
 * net/ipv4/tcp_input.c) and in no other.
 */
int dial_connect(struct wake *wake, unsigned slot)
{
	int error = -caller_connect(wake->write_fds[slot], &wake->address);

	return error == EPIPE ? 0 : error;
}
