#define _GNU_SOURCE
#include "wake.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connect.h"
#include "counter.h"

static int open_end(struct wake *wake, unsigned slot)
{
	int ends[2];

	if (wake->load == URINGLAB_LOAD_eventfd) {
		ends[0] = ends[1] = eventfd(0, EFD_CLOEXEC);
		if (ends[0] < 0)
			return -errno;
	} else if (pipe2(ends, O_CLOEXEC)) {
		return -errno;
	}
	wake->read_fds[slot] = ends[0];
	wake->write_fds[slot] = ends[1];
	return 0;
}

static int open_connections(struct wake *wake, enum uringlab_step *step)
{
	struct connector c;
	unsigned pipeline = wake->iodepth / wake->ends;
	int ret = connector_open(&c, wake->load, step);

	if (!ret && pipeline > 1)
		ret = connector_try_room(&c, pipeline, wake->message_bytes,
					 step);
	while (!ret && wake->open_count < wake->ends) {
		int ends[2];

		ret = connector_connect(&c, ends, step);
		if (ret)
			break;
		wake->read_fds[wake->open_count] = ends[0];
		wake->write_fds[wake->open_count] = ends[1];
		wake->open_count++;
	}
	connector_close(&c);
	return ret;
}

/* There is room for all connections that can be under way, and for one more. */
static int open_listener(struct wake *wake, enum uringlab_step *step)
{
	int fd = listener_open(wake->iodepth, wake->nonblocking,
			       &wake->address, step);

	if (fd < 0)
		return fd;
	wake->listener = fd;
	while (wake->open_count < wake->iodepth) {
		wake->read_fds[wake->open_count] = -1;
		wake->write_fds[wake->open_count++] = -1;
	}
	return 0;
}

int wake_open(struct wake *wake, enum uringlab_step *step)
{
	if (load_is_socket(wake->load))
		return open_connections(wake, step);
	if (wake->load == URINGLAB_LOAD_accept)
		return open_listener(wake, step);
	*step = URINGLAB_STEP_wake;
	if (wake->load != URINGLAB_LOAD_eventfd &&
	    wake->load != URINGLAB_LOAD_pipe)
		return 0;
	while (wake->open_count < wake->ends) {
		int ret = open_end(wake, wake->open_count);

		if (ret)
			return ret;
		wake->open_count++;
	}
	return 0;
}

static void close_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void wake_close(struct wake *wake)
{
	bool is_eventfd = wake->load == URINGLAB_LOAD_eventfd;

	/* First, so that nothing comes any more. */
	if (wake->load == URINGLAB_LOAD_accept && wake->open_count)
		close(wake->listener);
	while (wake->open_count) {
		unsigned slot = --wake->open_count;

		/* Direct descriptors are gone with their ring. */
		if (!wake->table)
			close_open(wake->read_fds[slot]);
		if (!is_eventfd)
			close_open(wake->write_fds[slot]);
	}
}

void wake_count_send(struct wake *wake, uint64_t ns)
{
	counter_add(&wake->sends, 1);
	counter_add(&wake->send_ns, ns);
}
