/*
 * Connections that are accepted: every way and mode, with and without a ring,
 * in the order in which they were made; requests that end before their time; and
 * what is refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "../connect.h"
#include "../dial.h"
#include "../op_accept.h"
#include "../ring.h"
#include "../serve.h"
#include "before_5_6.h"
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
	check_no_bad_reads(run);
	check_histogram_totals(run);
	CHECK(run->live.ios, >, 0);
	CHECK(run->workers[0].rearms, ==, 0);
	/* The clock of a connection is of before it came, and after it was asked. */
	if (run->workers[0].ios) {
		CHECK(run->workers[0].delivery_max_ns, <=,
		      run->workers[0].lat_max_ns);
		CHECK(run->workers[0].delivery_min_ns, >, 0);
	}
	CHECK(run->result.locked_bytes, ==, cell_bytes(run));
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
	run->params.arms = 2;
	run->params.turns = 4;
	run->params.settle_ns = 2 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].iodepth = iodepth;
	run->arms[1].engine = engine;
	for (unsigned turn = 0; turn < 4; turn++)
		run->schedule[turn] = (struct uringlab_turn){
			.size = sizeof(run->schedule[turn]),
			.arm = turn % 2,
			.start_ns = turn * 10 * MS,
			.length_ns = 5 * MS,
		};
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

#define SLOTS 8

/* A lane's operation and what its waker has, without a cell. */
struct by_hand {
	struct uringlab_cell_params cell;
	struct uringlab_arm_params arm;
	struct ask asks[SLOTS];
	_Atomic uint64_t sent_ns[SLOTS];
	int read_fds[SLOTS], write_fds[SLOTS];
	struct op op;
	struct io_uring ring;
};

/* SLOTS connections have been asked for, of slots in falling order. */
static struct by_hand *new_by_hand(enum uringlab_accept accept,
				   unsigned cq_entries)
{
	struct by_hand *h = calloc(1, sizeof(*h));
	struct io_uring_params params = { .flags = IORING_SETUP_CQSIZE,
					  .cq_entries = cq_entries };
	enum uringlab_step step;

	CHECK(h != NULL, ==, true);
	h->cell.load = URINGLAB_LOAD_accept;
	h->arm.accept = accept;
	h->op.cell = &h->cell;
	h->op.params = &h->arm;
	h->op.wake = (struct wake){
		.load = URINGLAB_LOAD_accept,
		.iodepth = SLOTS,
		.asks = h->asks,
		.sent_ns = h->sent_ns,
		.read_fds = h->read_fds,
		.write_fds = h->write_fds,
	};
	CHECK(wake_open(&h->op.wake, &step), ==, 0);
	CHECK(ring_open(&h->ring, cq_entries, &params), ==, 0);
	CHECK(accept_check(&h->op, &h->ring, params.features, &step), ==, 0);
	for (unsigned slot = SLOTS; slot--;)
		wake_ask(&h->op.wake, slot, 0);
	wake_show(&h->op.wake);
	return h;
}

static void free_by_hand(struct by_hand *h)
{
	io_uring_queue_exit(&h->ring);
	wake_close(&h->op.wake);
	free(h);
}

/* Submits a request to accept, where none waits. */
static void arm(struct by_hand *h, unsigned slot)
{
	accept_prepare(&h->op, slot, &h->ring);
	if (ring_prepared(&h->ring)) {
		unsigned count = ring_prepared(&h->ring);

		ring_flush_sqes(&h->ring);
		CHECK(ring_enter(h->ring.ring_fd, count, 0, 0), ==, count);
	}
}

/* Takes what is there: how many connections, whose slots are noted. */
static unsigned take(struct by_hand *h, uint64_t *slots)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0, taken = 0;

	CHECK(ring_enter(h->ring.ring_fd, 0, 0, IORING_ENTER_GETEVENTS), ==, 0);
	io_uring_for_each_cqe(&h->ring, head, cqe) {
		taken += accept_completes(&h->op, cqe, &slots[taken]);
		seen++;
	}
	io_uring_cq_advance(&h->ring, seen);
	return taken;
}

static void serve(struct by_hand *h)
{
	struct failure failure = { 0 };

	CHECK(serve_asked(&h->op.wake, NULL, &failure), ==, SLOTS);
	CHECK(failure.error, ==, 0);
}

/* Where the kernel lacks what came with 5.19, and where nothing needs that. */
static void test_old_kernel(void)
{
	struct io_uring_params params = { 0 };
	enum uringlab_step step;
	struct by_hand h = { .cell = { .load = URINGLAB_LOAD_accept } };
	int table[1];

	h.op.cell = &h.cell;
	h.op.params = &h.arm;
	CHECK(ring_open(&h.ring, 4, &params), ==, 0);
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, 0);
	CHECK(h.op.silent_flags, ==, 0);
	h.op.wake.table = table;
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, -EINVAL);
	CHECK(step, ==, URINGLAB_STEP_accept_kind);
	h.op.wake.table = NULL;
	h.arm.accept = URINGLAB_ACCEPT_multishot;
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, -EINVAL);
	CHECK(step, ==, URINGLAB_STEP_accept_kind);
	io_uring_queue_exit(&h.ring);
}

/* A CQ without room ends a multishot request: another one takes its place. */
static void test_rearmed(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_multishot, 2);
	uint64_t slots[SLOTS + 4];
	unsigned taken = 0;

	arm(h, 0);
	serve(h);
	while (taken < SLOTS) {
		unsigned more = take(h, &slots[taken]);

		CHECK(h->op.broken, ==, 0);
		CHECK(more, >, 0);
		taken += more;
		if (!h->op.accepts.waits)
			arm(h, slots[taken - 1] == 0 ? 1 : 0);
	}
	CHECK(taken, ==, SLOTS);
	CHECK(h->op.rearms, >, 0);
	for (unsigned i = 0; i < SLOTS; i++)
		CHECK(slots[i], ==, SLOTS - 1 - i);
	free_by_hand(h);
}

/*
 * A peer may have reset its connection before anybody accepts it. Linux says
 * ECONNABORTED only to those who ask for its address, and we do not.
 */
static void test_reset_before(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_single, 16);
	uint64_t slots[SLOTS];

	serve(h);
	CHECK(close(h->write_fds[SLOTS - 1]), ==, 0);
	h->write_fds[SLOTS - 1] = -1;
	arm(h, 0);
	CHECK(take(h, slots), ==, 1);
	CHECK(h->op.broken, ==, 0);
	CHECK(slots[0], ==, SLOTS - 1);
	free_by_hand(h);
}

/* The waker sees that another slot's connection was closed for that of one. */
static void test_mistaken(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_single, 16);
	struct wake *wake = &h->op.wake;
	enum uringlab_step step;
	int accepted[SLOTS];

	serve(h);
	for (unsigned i = 0; i < SLOTS; i++)
		accepted[i] = accept(wake->listener, NULL, NULL);
	/* Slot 6 is asked for; its connection is on the way to be closed. */
	CHECK(dial_prepare(wake, 6, &step), ==, 0);
	CHECK(dial_connect(wake, 6), ==, 0);
	/* That of slot 4 is closed, and slot 5 asked for. */
	CHECK(close(accepted[SLOTS - 1 - 4]), ==, 0);
	CHECK(dial_prepare(wake, 5, &step), ==, EPROTO);
	CHECK(step, ==, URINGLAB_STEP_accept);
	/* With slot 4 asked for as well, it is in order. */
	wake_ask(wake, 4, 0);
	wake_show(wake);
	CHECK(dial_prepare(wake, 5, &step), ==, 0);
	for (unsigned i = 0; i < SLOTS; i++)
		close(accepted[i]);
	free_by_hand(h);
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

static void check_senseless(struct cell_run *run)
{
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
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
		if (accept == URINGLAB_ACCEPT_multishot)
			test_rearmed();
	}
	for (enum uringlab_engine engine = URINGLAB_ENGINE_epoll;
	     engine <= URINGLAB_ENGINE_blocking; engine++) {
		test_engine(engine);
		test_stranger(engine, URINGLAB_ACCEPT_single);
	}
	test_reset_before();
	test_mistaken();
	test_no_descriptors();
	test_backlog();
	test_senseless();
	/* Last: a filter cannot be taken off again. */
	if (!be_before_5_6())
		test_old_kernel();
	return 0;
}
