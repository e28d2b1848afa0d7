/* Short cells of loads with sockets. */
#ifndef SOCKET_CELL_H
#define SOCKET_CELL_H

#include <arpa/inet.h>
#include <sys/socket.h>

#include "load_cell.h"

static const enum uringlab_load loads[] = { URINGLAB_LOAD_unix,
					    URINGLAB_LOAD_tcp,
					    URINGLAB_LOAD_udp };

#define LOADS (sizeof(loads) / sizeof(loads[0]))

static inline struct cell_run *new_socket_cell(enum uringlab_load load,
					       uint64_t setup_flags,
					       enum uringlab_recv recv)
{
	struct cell_run *run =
		new_load_cell(load, setup_flags, URINGLAB_WAIT_wait);

	run->arms[0].recv = recv;
	return run;
}

static inline bool has_kind(enum uringlab_recv recv)
{
	struct cell_run *run =
		new_socket_cell(URINGLAB_LOAD_unix, 0, recv);
	bool has = run_cell(run) == 0;

	if (!has) {
		CHECK(recv, !=, URINGLAB_RECV_single);
		CHECK(run->result.error, ==, EINVAL);
		CHECK(run->result.step, ==, URINGLAB_STEP_recv_kind);
	}
	free_cell_run(run);
	return has;
}

static inline void check_messages(struct cell_run *run)
{
	check_measured(run);
	check_arrived(run);
	free_cell_run(run);
}

/* A kind of cell that no kernel can have. */
static inline bool is_senseless(enum uringlab_load load,
				enum uringlab_recv recv)
{
	return load == URINGLAB_LOAD_udp && recv == URINGLAB_RECV_bundle;
}

/* Tests every way to receive that this kernel has, with every load. */
static inline void
test_ways(void (*test)(enum uringlab_load load, enum uringlab_recv recv))
{
	for (enum uringlab_recv recv = 0; recv <= URINGLAB_RECV_bundle;
	     recv++) {
		if (!has_kind(recv))
			continue;
		for (unsigned i = 0; i < LOADS; i++)
			if (!is_senseless(loads[i], recv))
				test(loads[i], recv);
	}
}

/* The sockets of this process that are connected, or listen. */
static inline unsigned find_sockets(int *found, unsigned max, bool *listens)
{
	unsigned count = 0;

	*listens = false;
	for (int fd = 3; fd < 100 && count < max; fd++) {
		struct sockaddr_storage address;
		socklen_t bytes = sizeof(address), one = sizeof(int);
		int accepts = 0;

		if (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &one))
			*listens = *listens || accepts;
		if (!getpeername(fd, (struct sockaddr *)&address, &bytes))
			found[count++] = fd;
		if (address.ss_family == AF_INET && bytes)
			CHECK(ntohl(((struct sockaddr_in *)&address)
					    ->sin_addr.s_addr),
			      ==, INADDR_LOOPBACK);
	}
	return count;
}

/*
 * A cell of an hour, to an end of whose connections something is done: it ends,
 * and whoever has to do with that end says so, the worker or its waker. The
 * errno is in the cell's result.
 */
static inline void run_disturbed(struct cell_run *run, unsigned connections,
				 void (*disturb)(int fd))
{
	struct belongings before = count_belongings();
	int sockets[8];
	bool listens;

	run->params.runtime_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	CHECK(find_sockets(sockets, 8, &listens), ==, 2 * connections);
	CHECK(listens, ==, false);
	disturb(sockets[0]);
	CHECK(join_cell(run), <, 0);
	if (run->result.step != URINGLAB_STEP_send)
		CHECK(run->result.step, ==, URINGLAB_STEP_message);
	CHECK(run->result.abandoned, ==, 0);
	check_nothing_left(before);
}

#endif
