/*
 * Connections that are accepted: every way and mode, with and without a ring;
 * somebody else who connects; and what is refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "../connect.h"
#include "load_cell.h"

static struct cell_run *new_accept_cell(uint64_t setup_flags,
					enum uringlab_accept accept)
{
	struct cell_run *run = new_load_cell(URINGLAB_LOAD_accept, setup_flags,
					     URINGLAB_WAIT_wait);

	run->arms[0].accept = accept;
	return run;
}

/* Whether the kernel has it: multishot, and direct descriptors, came together. */
static bool has_kind(enum uringlab_accept accept, bool direct)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_accept_cell(0, accept);
	bool has;

	run->arms[0].registerfiles = direct;
	has = run_cell(run) == 0;
	if (!has) {
		CHECK(accept == URINGLAB_ACCEPT_multishot || direct, ==, true);
		CHECK(run->result.error, ==, EINVAL);
		CHECK(run->result.step, ==, URINGLAB_STEP_accept_kind);
	}
	check_nothing_left(before);
	free_cell_run(run);
	return has;
}

static void check_connections(struct cell_run *run)
{
	check_measured(run);
	check_arrived(run);
	CHECK(run->workers[0].rearms, ==, 0);
	free_cell_run(run);
}

static void test_modes(enum uringlab_accept accept)
{
	for (unsigned m = 0; m < MODES; m++)
		if (has_mode(modes[m].setup_flags))
			check_connections(new_accept_cell(modes[m].setup_flags,
							  accept));
}

/* Many connections, direct descriptors, one clock, a second thread. */
static void test_knobs(enum uringlab_accept accept)
{
	for (unsigned knob = 0; knob < 6; knob++) {
		struct cell_run *run = new_accept_cell(0, accept);
		struct uringlab_arm_params *arm = &run->arms[0];

		arm->iodepth = knob == 0 ? 100 : 7;
		arm->registerfiles = knob == 1 && has_kind(accept, true);
		arm->clock_per_reap = knob < 2;
		arm->iodepth_batch = arm->iodepth;
		arm->iodepth_batch_complete_max = arm->iodepth;
		if (knob == 2)
			arm->wait = URINGLAB_WAIT_eventfd;
		if (knob == 3)
			arm->wait = URINGLAB_WAIT_second_thread;
		if (knob == 4)
			arm->wait = URINGLAB_WAIT_peek;
		if (knob == 5)
			run->params.workers = 3;
		check_connections(run);
	}
}

/* Without a ring: alone, and in turns with an arm that has one. */
static void test_engine(enum uringlab_engine engine)
{
	struct cell_run *run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	unsigned iodepth = engine == URINGLAB_ENGINE_blocking ? 1 : 8;

	run->arms[0].engine = engine;
	run->params.workers = 2;
	run->arms[0].iodepth = iodepth;
	run->arms[0].iodepth_batch = iodepth;
	run->arms[0].iodepth_batch_complete_max = iodepth;
	check_connections(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	alternate(run, 5 * MS, 5 * MS);
	run->params.settle_ns = 2 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].iodepth = iodepth;
	run->arms[1].engine = engine;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	free_cell_run(run);
}

/* The address of a socket of this process that listens. */
static struct sockaddr_in find_listener(void)
{
	struct sockaddr_in address = { 0 };

	for (int fd = 3; fd < 100; fd++) {
		socklen_t bytes = sizeof(address), one = sizeof(int);
		int listens = 0;

		if (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &one) &&
		    listens) {
			CHECK(getsockname(fd, (struct sockaddr *)&address,
					  &bytes),
			      ==, 0);
			CHECK(ntohl(address.sin_addr.s_addr), ==,
			      INADDR_LOOPBACK);
			return address;
		}
	}
	CHECK(false, ==, true);
	return address;
}

/* Connections of this address, its listener among them, in any state. */
static unsigned count_connections(const struct sockaddr_in *address)
{
	FILE *file = fopen("/proc/net/tcp", "r");
	unsigned count = 0, port;
	char line[256];

	CHECK(file != NULL, ==, true);
	while (fgets(line, sizeof(line), file))
		count += sscanf(line, " %*d: 0100007F:%x", &port) == 1 &&
			 port == ntohs(address->sin_port);
	fclose(file);
	return count;
}

/* Nothing waits for a minute: packets are a moment on their way. */
static void check_no_port_kept(const struct sockaddr_in *address)
{
	for (unsigned ms = 0; ms < 10 * 1000 && count_connections(address); ms++)
		sleep_ms(1);
	CHECK(count_connections(address), ==, 0);
}

/* A cell of an hour to which somebody else connects. */
static void test_stranger(enum uringlab_engine engine,
			  enum uringlab_accept accept)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_accept_cell(0, accept);
	struct sockaddr_in address;
	int stranger;

	run->arms[0].engine = engine;
	if (engine != URINGLAB_ENGINE_io_uring)
		run->arms[0].iodepth = 1;
	/* Without a ring that changes nothing. */
	run->arms[0].registerfiles = engine != URINGLAB_ENGINE_io_uring ||
				     accept == URINGLAB_ACCEPT_multishot;
	run->params.runtime_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	address = find_listener();
	stranger = caller_open();
	CHECK(stranger, >=, 0);
	CHECK(caller_connect(stranger, &address), ==, 0);
	CHECK(join_cell(run), ==, -EPROTO);
	CHECK(run->result.step, ==, URINGLAB_STEP_accept);
	CHECK(run->result.abandoned, ==, 0);
	close(stranger);
	check_nothing_left(before);
	check_no_port_kept(&address);
	free_cell_run(run);
}

static void test_no_descriptors(void)
{
	struct cell_run *run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	struct belongings before = count_belongings();
	struct rlimit limit, fewer;

	CHECK(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	fewer = limit;
	fewer.rlim_cur = 40;
	CHECK(setrlimit(RLIMIT_NOFILE, &fewer), ==, 0);
	run->arms[0].iodepth = 100;
	run->arms[0].iodepth_batch = 100;
	/* Whoever needs one more first says so: the waker, or who accepts. */
	CHECK(run_cell(run), ==, -EMFILE);
	if (run->result.step != URINGLAB_STEP_sockets)
		CHECK(run->result.step, ==, URINGLAB_STEP_accept);
	CHECK(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	check_nothing_left(before);
	free_cell_run(run);
}

/* A backlog that the kernel cuts would lose packets for a second each. */
static void test_backlog(void)
{
	struct cell_run *run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	FILE *file = fopen("/proc/sys/net/core/somaxconn", "r");
	unsigned most = 0;

	if (file) {
		CHECK(fscanf(file, "%u", &most), ==, 1);
		fclose(file);
	}
	run->arms[0].iodepth = 8192;
	if (file && most < 8192)
		check_refused(run, ENOBUFS, URINGLAB_STEP_backlog);
	free_cell_run(run);
}

static void test_senseless(void)
{
	struct cell_run *run =
		new_accept_cell(0, URINGLAB_ACCEPT_multishot + 1);

	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	run->arms[0].iodepth = 8193;
	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	run->arms[0].force_async = 1;
	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	run->arms[0].submit_and_wait = 1;
	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_multishot);
	run->arms[0].engine = URINGLAB_ENGINE_epoll;
	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	run->arms[0].engine = URINGLAB_ENGINE_blocking;
	check_senseless(run);
	run = new_accept_cell(0, URINGLAB_ACCEPT_single);
	run->params.waker_cpu_count = 0;
	check_senseless(run);
}

int main(void)
{
	for (enum uringlab_accept accept = 0;
	     accept <= URINGLAB_ACCEPT_multishot; accept++) {
		if (!has_kind(accept, false))
			continue;
		test_modes(accept);
		test_knobs(accept);
		test_stranger(URINGLAB_ENGINE_io_uring, accept);
	}
	for (enum uringlab_engine engine = URINGLAB_ENGINE_epoll;
	     engine <= URINGLAB_ENGINE_blocking; engine++) {
		test_engine(engine);
		test_stranger(engine, URINGLAB_ACCEPT_single);
	}
	test_no_descriptors();
	test_backlog();
	test_senseless();
	return 0;
}
