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

/* Of a cell that has run: all is as it should be of messages. */
static inline void check_arrived(const struct cell_run *run)
{
	check_no_bad_reads(run);
	check_histogram_totals(run);
	CHECK(run->live.ios, >, 0);
	/* The time in a message is of before it came, and after it was asked. */
	if (run->workers[0].ios) {
		CHECK(run->workers[0].delivery_max_ns, <=,
		      run->workers[0].lat_max_ns);
		CHECK(run->workers[0].delivery_min_ns, >, 0);
	}
	CHECK(run->result.locked_bytes, ==, cell_bytes(run));
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

#endif
