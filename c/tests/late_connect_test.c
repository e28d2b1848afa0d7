/*
 * A waker that is taken off its CPU within connect(2), as on a busy machine: by
 * the time that the call returns the worker has accepted the connection and
 * closed it again. That is no failure, by any way to accept.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "load_cell.h"

/*
 * Nobody closes the last connection of a cell: the signal that stops the waker
 * ends that wait.
 */
#define PATIENCE_MS (10 * 1000)

static _Atomic unsigned closed_before;

static void set_nonblocking(int fd, bool nonblocking)
{
	int flags = fcntl(fd, F_GETFL);

	CHECK(fcntl(fd, F_SETFL,
		    nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK),
	      ==, 0);
}

/*
 * In the place of the C library's. A call that does not block leaves the
 * connection half made, as the kernel itself does when it lets go of the socket
 * to wait for the other end; another call, when that end has closed, says what
 * the first would have said to a thread that ran so late.
 */
int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t bytes)
{
	const struct sockaddr *to = address.__sockaddr__;
	struct pollfd reset = { .fd = fd };
	int ret;

	set_nonblocking(fd, true);
	ret = syscall(SYS_connect, fd, to, bytes);
	if (ret && errno == EINPROGRESS) {
		poll(&reset, 1, PATIENCE_MS);
		set_nonblocking(fd, false);
		ret = syscall(SYS_connect, fd, to, bytes);
	}
	closed_before += ret && errno == EPIPE;
	return ret;
}

static struct cell_run *new_accept_cell(void)
{
	struct cell_run *run = new_load_cell(URINGLAB_LOAD_accept, 0,
					     URINGLAB_WAIT_wait);

	run->params.number_ios = 20;
	run->params.runtime_ns = 10 * SECOND;
	/* With one slot a connection is closed as soon as it is accepted. */
	run->arms[0].iodepth = 1;
	return run;
}

static void check_closed_before(struct cell_run *run)
{
	closed_before = 0;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >=, run->params.number_ios);
	CHECK(closed_before, >, 0);
	free_cell_run(run);
}

/* Whether the kernel has multishot requests and direct descriptors (5.19). */
static bool has_newer_kinds(void)
{
	struct cell_run *run = new_accept_cell();
	bool has;

	run->arms[0].accept = URINGLAB_ACCEPT_multishot;
	run->params.number_ios = 1;
	has = run_cell(run) != -EINVAL;
	free_cell_run(run);
	return has;
}

int main(void)
{
	struct cell_run *run = new_accept_cell();

	check_closed_before(run);
	if (has_newer_kinds()) {
		run = new_accept_cell();
		run->arms[0].accept = URINGLAB_ACCEPT_multishot;
		check_closed_before(run);
		run = new_accept_cell();
		run->arms[0].registerfiles = 1;
		check_closed_before(run);
	}
	for (enum uringlab_engine engine = URINGLAB_ENGINE_epoll;
	     engine <= URINGLAB_ENGINE_blocking; engine++) {
		run = new_accept_cell();
		run->arms[0].engine = engine;
		check_closed_before(run);
	}
	return 0;
}
