/*
 * Loads without a disk: every one in every mode, by some ways to wait, with
 * what its waker counts; in turns; and refused where it makes no sense.
 */
#include <errno.h>

#include "../post.h"
#include "load_cell.h"

#define LOADS (URINGLAB_LOAD_udp + 1)

/* Futexes came with Linux 6.7, messages between rings with 5.18. */
static bool has_load(enum uringlab_load load)
{
	struct cell_run *run = new_load_cell(load, 0, URINGLAB_WAIT_wait);
	bool has = run_cell(run) == 0;

	if (!has) {
		CHECK(run->result.error, ==, EINVAL);
		CHECK(run->result.step, ==,
		      load == URINGLAB_LOAD_futex ?
			      URINGLAB_STEP_op_futex :
			      URINGLAB_STEP_op_msg_ring);
		CHECK(load == URINGLAB_LOAD_futex ||
			      load == URINGLAB_LOAD_msg_ring,
		      ==, true);
	}
	free_cell_run(run);
	return has;
}

/* What is known of each completion, and of the calls that caused it. */
static void check_delivery(const struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];
	uint64_t in_flight = run->arms[0].iodepth;

	if (!load_is_delivered(run->params.load)) {
		CHECK(w->delivery_sum_ns, ==, 0);
		CHECK(w->sends, ==, 0);
		return;
	}
	CHECK(w->delivery_min_ns, <=, w->delivery_max_ns);
	CHECK(w->delivery_max_ns, <=, w->lat_max_ns);
	CHECK(w->delivery_sum_ns, <=, w->lat_sum_ns);
	if (!load_has_waker(run->params.load)) {
		CHECK(w->sends, ==, 0);
		return;
	}
	/* The edges of the waker's window are not to the completion. */
	CHECK(w->sends + 2 * in_flight, >=, w->ios);
	CHECK(w->sends, <=, w->ios + 2 * in_flight);
	CHECK(w->send_sum_ns, >=, w->sends);
}

static void check_measures(struct cell_run *run)
{
	check_measured(run);
	check_no_bad_reads(run);
	check_histogram_totals(run);
	CHECK(run->live.ios, >, 0);
	if (!load_submits(run->params.load))
		CHECK(run->workers[0].submit_calls, ==, 0);
	if (run->workers[0].ios)
		check_delivery(run);
	CHECK(run->result.locked_bytes, ==, cell_bytes(run));
}

static void test_modes(enum uringlab_load load)
{
	const enum uringlab_wait waits[] = { URINGLAB_WAIT_wait,
					     URINGLAB_WAIT_peek,
					     URINGLAB_WAIT_eventfd };

	for (unsigned m = 0; m < MODES; m++) {
		if (!has_mode(modes[m].setup_flags) ||
		    (!load_submits(load) && modes[m].setup_flags == SQPOLL))
			continue;
		/* The reader of an eventfd in the first mode only: for time. */
		for (unsigned i = 0; i < (m ? 2 : 3); i++) {
			struct cell_run *run = new_load_cell(
				load, modes[m].setup_flags, waits[i]);

			check_measures(run);
			free_cell_run(run);
		}
	}
}

/* Registered descriptors and buffers, batches, one clock, io-wq. */
static void test_knobs(enum uringlab_load load)
{
	for (unsigned knob = 0; knob < 4; knob++) {
		struct cell_run *run =
			new_load_cell(load, 0, URINGLAB_WAIT_wait);
		struct uringlab_arm_params *arm = &run->arms[0];

		arm->iodepth = 16;
		arm->fixedbufs = knob == 0;
		arm->registerfiles = knob == 0;
		arm->clock_per_reap = knob == 1;
		arm->iodepth_batch = knob == 1 ? 16 : 1;
		arm->iodepth_batch_complete_max = knob == 1 ? 16 : 1;
		arm->force_async = knob == 2 && load_submits(load);
		run->params.workers = knob == 3 ? 3 : 1;
		check_measures(run);
		if (knob == 2 && load == URINGLAB_LOAD_nop) {
			CHECK(run->result.io_workers, >, 0);
			CHECK(run->result.io_workers_bound, <=,
			      run->result.io_workers);
			CHECK(run->result.io_worker_ns, >, 0);
		}
		free_cell_run(run);
	}
}

/* A waker without a ring, which Linux 6.13 brought. */
static void test_ringless(void)
{
	struct cell_run *run = new_load_cell(URINGLAB_LOAD_msg_ring, 0,
					     URINGLAB_WAIT_wait);

	run->arms[0].send = URINGLAB_SEND_register;
	run->arms[0].iodepth = 4;
	if (post_takes_ringless() == 0)
		check_measures(run);
	else
		check_refused(run, EINVAL, URINGLAB_STEP_send_msg_ring);
	free_cell_run(run);
}

/* Two arms of one cell; the waker serves both. */
static void test_turns(enum uringlab_load load)
{
	struct cell_run *run = new_load_cell(load, 0, URINGLAB_WAIT_wait);

	alternate(run, 5 * MS, 5 * MS);
	run->params.settle_ns = 2 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].iodepth = 1;
	if (load == URINGLAB_LOAD_msg_ring && post_takes_ringless() == 0)
		run->arms[1].send = URINGLAB_SEND_register;
	check_measured(run);
	check_no_bad_reads(run);
	for (unsigned arm = 0; arm < 2; arm++) {
		const uint64_t *delivery =
			run->histograms[arm * URINGLAB_HISTOGRAMS +
					LATENCY_HISTOGRAMS];

		CHECK(total_of(delivery), ==,
		      load_is_delivered(load) ? run->workers[arm].ios : 0);
	}
	free_cell_run(run);
}

/* The waker on the worker's own CPU: it runs when that one sleeps. */
static void test_same_cpu(enum uringlab_load load)
{
	struct cell_run *run = new_load_cell(load, 0, URINGLAB_WAIT_wait);

	run->cpus[2] = run->cpus[0];
	run->params.runtime_ns = 50 * MS;
	check_measures(run);
	free_cell_run(run);
}

static void test_senseless(void)
{
	struct cell_run *run =
		new_load_cell(URINGLAB_LOAD_eventfd, 0, URINGLAB_WAIT_wait);

	run->params.waker_cpu_count = 0;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_eventfd, 0, URINGLAB_WAIT_wait);
	run->params.bs = 16;
	check_senseless(run);
	/* The submit call would wait for a waker that waits for its return. */
	run = new_load_cell(URINGLAB_LOAD_pipe, 0, URINGLAB_WAIT_wait);
	run->arms[0].submit_and_wait = 1;
	check_senseless(run);
	/* Where nothing is submitted, neither how nor by whom has a sense. */
	run = new_load_cell(URINGLAB_LOAD_msg_ring, 0, URINGLAB_WAIT_wait);
	run->arms[0].force_async = 1;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_msg_ring, 0, URINGLAB_WAIT_wait);
	run->arms[0].submit_and_wait = 1;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_msg_ring, SQPOLL, URINGLAB_WAIT_wait);
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_msg_ring, IORING_SETUP_IOPOLL,
			    URINGLAB_WAIT_wait);
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_nop, 0, URINGLAB_WAIT_wait);
	run->params.verify = 1;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_nop, 0, URINGLAB_WAIT_wait);
	run->arms[0].sequential = 1;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_nop, 0, URINGLAB_WAIT_wait);
	run->params.load = LOADS;
	check_senseless(run);
	run = new_load_cell(URINGLAB_LOAD_msg_ring, 0, URINGLAB_WAIT_wait);
	run->arms[0].send = URINGLAB_SEND_register + 1;
	check_senseless(run);
}

int main(void)
{
	for (enum uringlab_load load = URINGLAB_LOAD_nop; load < LOADS;
	     load++) {
		if (!has_load(load))
			continue;
		test_modes(load);
		test_knobs(load);
		test_turns(load);
		if (load_has_waker(load))
			test_same_cpu(load);
		if (load == URINGLAB_LOAD_msg_ring)
			test_ringless();
	}
	test_senseless();
	return 0;
}
