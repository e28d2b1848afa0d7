/*
 * Messages over sockets: every way to receive in every mode, many connections,
 * what is refused, and connections that break while a cell runs.
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "socket_cell.h"

static void test_modes(enum uringlab_load load, enum uringlab_recv recv)
{
	for (unsigned m = 0; m < MODES; m++)
		if (has_mode(modes[m].setup_flags))
			check_messages(new_socket_cell(
				load, modes[m].setup_flags, recv));
}

/* Long messages, many connections, registered sockets, a second thread. */
static void test_knobs(enum uringlab_load load, enum uringlab_recv recv)
{
	for (unsigned knob = 0; knob < 5; knob++) {
		struct cell_run *run = new_socket_cell(load, 0, recv);
		struct uringlab_arm_params *arm = &run->arms[0];

		run->params.bs = knob == 0 ? 4096 : 16;
		arm->iodepth = knob == 1 ? 100 : 7;
		arm->registerfiles = knob == 2;
		arm->clock_per_reap = arm->registerfiles;
		arm->iodepth_batch = arm->iodepth;
		arm->iodepth_batch_complete_max = arm->iodepth;
		if (knob == 3)
			arm->wait = URINGLAB_WAIT_eventfd;
		arm->submit_and_wait = knob == 4;
		check_messages(run);
	}
}

/* Without a ring: alone, and in turns with an arm that has one. */
static void test_engine(enum uringlab_load load, enum uringlab_engine engine)
{
	struct cell_run *run =
		new_socket_cell(load, 0, URINGLAB_RECV_single);

	run->arms[0].engine = engine;
	run->params.workers = 2;
	if (engine == URINGLAB_ENGINE_blocking)
		run->arms[0].iodepth = 1;
	run->arms[0].iodepth_batch = run->arms[0].iodepth;
	run->arms[0].iodepth_batch_complete_max = run->arms[0].iodepth;
	check_messages(run);
	run = new_socket_cell(load, 0, URINGLAB_RECV_multishot);
	alternate(run, 5 * MS, 5 * MS);
	run->params.settle_ns = 2 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].iodepth = 1;
	run->arms[1].engine = engine;
	run->arms[1].recv = URINGLAB_RECV_single;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	free_cell_run(run);
}

static void test_thousand(void)
{
	struct cell_run *run = new_socket_cell(URINGLAB_LOAD_tcp, 0,
					       URINGLAB_RECV_multishot);
	struct rlimit limit;

	CHECK(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	if (limit.rlim_max < 2100) {
		free_cell_run(run);
		return;
	}
	limit.rlim_cur = limit.rlim_max;
	CHECK(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	run->arms[0].iodepth = 1000;
	run->arms[0].iodepth_batch = 32;
	run->arms[0].iodepth_batch_complete_max = 32;
	check_messages(run);
}

/* Ends a connection with a FIN. */
static void finish(int fd)
{
	CHECK(shutdown(fd, SHUT_RDWR), ==, 0);
}

/* Ends a TCP connection with a reset. */
static void reset(int fd)
{
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	/* By its number: TSan takes connect(2) for a use of a new descriptor. */
	CHECK(syscall(SYS_connect, fd, &nobody, sizeof(nobody)), ==, 0);
}

/* A cell of which one connection breaks. */
static void check_broken(struct cell_run *run, void (*end)(int fd))
{
	run_disturbed(run, run->arms[0].iodepth, end);
	if (run->result.error != ECONNRESET &&
	    run->result.error != ENOTCONN && run->result.error != EBADF)
		CHECK(run->result.error, ==, EPIPE);
	free_cell_run(run);
}

static void test_broken(enum uringlab_load load, enum uringlab_recv recv,
			enum uringlab_wait wait, void (*end)(int fd))
{
	struct cell_run *run = new_socket_cell(load, 0, recv);

	run->arms[0].wait = wait;
	check_broken(run, end);
}

static void test_broken_engine(enum uringlab_engine engine,
			       void (*end)(int fd))
{
	struct cell_run *run = new_socket_cell(URINGLAB_LOAD_tcp, 0,
					       URINGLAB_RECV_single);

	run->arms[0].engine = engine;
	if (engine == URINGLAB_ENGINE_blocking)
		run->arms[0].iodepth = 1;
	check_broken(run, end);
}

static void test_no_descriptors(void)
{
	struct cell_run *run =
		new_socket_cell(URINGLAB_LOAD_udp, 0, URINGLAB_RECV_single);
	struct rlimit limit, fewer;

	CHECK(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	fewer = limit;
	fewer.rlim_cur = 30;
	CHECK(setrlimit(RLIMIT_NOFILE, &fewer), ==, 0);
	run->arms[0].iodepth = 100;
	check_refused(run, EMFILE, URINGLAB_STEP_sockets);
	CHECK(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	free_cell_run(run);
}

static void test_senseless(void)
{
	struct cell_run *run =
		new_socket_cell(URINGLAB_LOAD_tcp, 0, URINGLAB_RECV_single);

	run->params.bs = 15; /* no room for the time and the number */
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_tcp, 0, URINGLAB_RECV_single);
	run->params.bs = 4097;
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_tcp, 0, URINGLAB_RECV_single);
	run->arms[0].iodepth = 8193;
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_tcp, 0,
			      URINGLAB_RECV_bundle + 1);
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_udp, 0, URINGLAB_RECV_bundle);
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);
	run->params.waker_cpu_count = 0;
	check_senseless(run);
	/* Without a ring there is no mode, and one connection where it blocks. */
	run = new_socket_cell(URINGLAB_LOAD_unix, IORING_SETUP_COOP_TASKRUN,
			      URINGLAB_RECV_single);
	run->arms[0].engine = URINGLAB_ENGINE_epoll;
	check_senseless(run);
	run = new_socket_cell(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);
	run->arms[0].engine = URINGLAB_ENGINE_blocking;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_eventfd, 0, URINGLAB_WAIT_wait);
	run->arms[0].engine = URINGLAB_ENGINE_epoll;
	check_senseless(run);
}

static void test_way(enum uringlab_load load, enum uringlab_recv recv)
{
	test_modes(load, recv);
	test_knobs(load, recv);
	/* Datagrams have no connection that could end. */
	if (load != URINGLAB_LOAD_udp)
		test_broken(load, recv, URINGLAB_WAIT_wait, finish);
	if (load != URINGLAB_LOAD_tcp)
		return;
	test_broken(load, recv, URINGLAB_WAIT_wait, reset);
	test_broken(load, recv, URINGLAB_WAIT_spin, reset);
	if (recv == URINGLAB_RECV_multishot)
		test_thousand();
}

int main(void)
{
	test_ways(test_way);
	for (enum uringlab_engine engine = URINGLAB_ENGINE_epoll;
	     engine <= URINGLAB_ENGINE_blocking; engine++) {
		for (unsigned i = 0; i < LOADS; i++)
			test_engine(loads[i], engine);
		test_broken_engine(engine, finish);
		test_broken_engine(engine, reset);
	}
	test_no_descriptors();
	test_senseless();
	return 0;
}
