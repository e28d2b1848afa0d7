/*
 * Several messages under way on a connection: every way to receive, mode, wait
 * and engine, with messages that lie across the edges of buffers; what is
 * refused, and connections on which something goes wrong.
 */
#include <errno.h>
#include <sys/syscall.h>

#include "socket_cell.h"

#define PIPELINE 8

/* Two connections, with messages of a length that no buffer is a multiple of. */
static struct cell_run *new_stream(enum uringlab_load load,
				   uint64_t setup_flags,
				   enum uringlab_recv recv)
{
	struct cell_run *run = new_socket_cell(load, setup_flags, recv);
	struct uringlab_arm_params *arm = &run->arms[0];

	run->params.bs = 999;
	run->params.runtime_ns = 5 * MS;
	run->params.ramp_ns = 1 * MS;
	arm->pipeline = PIPELINE;
	arm->iodepth = 2 * PIPELINE;
	arm->iodepth_batch = arm->iodepth;
	arm->iodepth_batch_complete_max = arm->iodepth;
	return run;
}

/* What was received, too: a message each, or what had come. */
static void check_stream(struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];
	const struct uringlab_arm_params *arm = &run->arms[0];
	bool is_single = arm->engine == URINGLAB_ENGINE_io_uring &&
			 !recv_takes_provided(arm->recv);

	check_measured(run);
	check_arrived(run);
	/* At the edges one is counted, and the other is not. */
	if (is_single || run->params.load == URINGLAB_LOAD_udp) {
		CHECK(w->receives, <=, w->ios + 2 * arm->iodepth);
		CHECK(w->ios, <=, w->receives + 2 * arm->iodepth);
	}
	free_cell_run(run);
}

/* Each mode and wait with two of the ways to receive. */
static enum uringlab_recv recv_of(unsigned number)
{
	enum uringlab_recv recv = number % (URINGLAB_RECV_bundle + 1);

	return has_kind(recv) ? recv : URINGLAB_RECV_single;
}

static void test_modes(void)
{
	for (unsigned n = 0; n < 2 * MODES; n++) {
		uint64_t setup_flags = modes[n / 2].setup_flags;

		if (has_mode(setup_flags))
			check_stream(new_stream(URINGLAB_LOAD_tcp, setup_flags,
						recv_of(n + n / 4)));
	}
}

static void test_waits(void)
{
	for (unsigned n = 0; n < 2 * WAITS; n++) {
		struct cell_run *run = new_stream(URINGLAB_LOAD_tcp, 0,
						  recv_of(n + n / 4));

		run->arms[0].wait = n / 2;
		check_stream(run);
	}
}

/*
 * One SQE and one CQE at a time; more messages that are wanted at once than are
 * on a connection, short ones and the longest; sockets that are registered.
 */
static void test_knobs(enum uringlab_load load, enum uringlab_recv recv)
{
	for (unsigned knob = 0; knob < 4; knob++) {
		struct cell_run *run = new_stream(load, 0, recv);
		struct uringlab_arm_params *arm = &run->arms[0];

		if (knob == 0)
			arm->iodepth_batch = arm->iodepth_batch_complete_max = 1;
		arm->registerfiles = arm->clock_per_reap = knob == 1;
		arm->submit_and_wait = knob == 1 || knob == 2;
		if (knob >= 2) {
			run->params.bs = knob == 2 ? 16 : 4096;
			arm->iodepth_batch_complete_min = PIPELINE + 3;
		}
		check_stream(run);
	}
}

/* Without a ring: alone, and in turns with a ring that has another pipeline. */
static void test_engine(enum uringlab_load load, enum uringlab_engine engine)
{
	struct cell_run *run = new_stream(load, 0, URINGLAB_RECV_single);

	run->arms[0].engine = engine;
	if (engine == URINGLAB_ENGINE_blocking)
		run->arms[0].iodepth = PIPELINE;
	run->arms[0].iodepth_batch = PIPELINE;
	run->arms[0].iodepth_batch_complete_max = PIPELINE;
	alternate(run, 5 * MS, 5 * MS);
	run->params.settle_ns = 2 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].engine = URINGLAB_ENGINE_io_uring;
	run->arms[1].recv = URINGLAB_RECV_multishot;
	run->arms[1].pipeline = PIPELINE / 2;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	free_cell_run(run);
}

/* Far more messages than one provided buffer, or one receive, has room for. */
static void test_many(enum uringlab_load load, enum uringlab_recv recv)
{
	struct cell_run *run = new_stream(load, 0, recv);
	struct uringlab_arm_params *arm = &run->arms[0];

	run->params.bs = load == URINGLAB_LOAD_tcp ? 4095 : 17;
	arm->pipeline = arm->iodepth = 100;
	arm->iodepth_batch = arm->iodepth_batch_complete_max = 100;
	check_stream(run);
}

/* From then on there is no room for what is under way. */
static void shrink(int fd)
{
	int bytes = 1;

	CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)), ==,
	      0);
}

/* A message that is nobody's: what follows it is in the wrong place. */
static void intrude(int fd)
{
	char bytes[100] = { 0 };

	/* By its number: TSan takes send(2) for a use of a new descriptor. */
	CHECK(syscall(SYS_sendto, fd, bytes, sizeof(bytes), MSG_NOSIGNAL, NULL,
		      0),
	      ==, sizeof(bytes));
}

/* A cell of one connection, to an end of which something is done. */
static void check_disturbed(struct cell_run *run, void (*disturb)(int fd))
{
	run->params.bs = 4095;
	run->arms[0].iodepth = run->arms[0].iodepth_batch = PIPELINE;
	run_disturbed(run, 1, disturb);
	if (disturb == intrude)
		CHECK(run->result.error, ==, EBADMSG);
	else if (run->result.error != EAGAIN)
		CHECK(run->result.error, ==, EMSGSIZE);
	free_cell_run(run);
}

static void test_no_room(void)
{
	struct cell_run *run = new_stream(URINGLAB_LOAD_unix, 0,
					  URINGLAB_RECV_multishot);

	run->params.bs = 4096;
	run->arms[0].iodepth = run->arms[0].pipeline = 1000;
	check_refused(run, ENOBUFS, URINGLAB_STEP_room);
	run->params.load = URINGLAB_LOAD_udp;
	check_refused(run, ENOBUFS, URINGLAB_STEP_room);
	free_cell_run(run);
}

static void test_senseless(void)
{
	struct cell_run *run =
		new_stream(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);

	run->arms[0].pipeline = 0;
	check_senseless(run);
	run = new_stream(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);
	run->arms[0].pipeline = 5;
	check_senseless(run);
	run = new_stream(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);
	run->arms[0].force_async = 1;
	check_senseless(run);
	run = new_stream(URINGLAB_LOAD_eventfd, 0, URINGLAB_RECV_single);
	run->params.bs = 8;
	check_senseless(run);
	/* Two connections, where the thread blocks in receiving from one. */
	run = new_stream(URINGLAB_LOAD_unix, 0, URINGLAB_RECV_single);
	run->arms[0].engine = URINGLAB_ENGINE_blocking;
	check_senseless(run);
}

static void test_way(enum uringlab_load load, enum uringlab_recv recv)
{
	test_knobs(load, recv);
	test_many(load, recv);
	if (load == URINGLAB_LOAD_unix)
		check_disturbed(new_stream(load, 0, recv), shrink);
	if (load == URINGLAB_LOAD_tcp)
		check_disturbed(new_stream(load, 0, recv), intrude);
}

int main(void)
{
	test_ways(test_way);
	for (enum uringlab_engine engine = URINGLAB_ENGINE_epoll;
	     engine <= URINGLAB_ENGINE_blocking; engine++)
		for (unsigned i = 0; i < LOADS; i++)
			test_engine(loads[i], engine);
	test_modes();
	test_waits();
	test_no_room();
	test_senseless();
	return 0;
}
