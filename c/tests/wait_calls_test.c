/* A worker makes no system call that the way to wait does not ask for. */
#include "waits.h"

/* A worker may have no CPU during so short a window: that proves nothing. */
static const struct uringlab_worker_result *run_until_it_reads(
	struct cell_run *run)
{
	do {
		memset(run->histograms, 0, sizeof(run->histograms));
		check_measured_in_time(run);
	} while (!run->workers[0].ios);
	check_no_bad_reads(run);
	return &run->workers[0];
}

/*
 * A read that counts was submitted in the window, or was in flight when it
 * began; one that was submitted in it counts, or was in flight at its end. At
 * each edge one more may lie on the other side of it.
 */
static void check_submit_calls(const struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];
	int64_t more = w->submit_calls - w->ios;

	CHECK(more, <=, run->arms[0].iodepth + 1);
	CHECK(-more, <=, run->arms[0].iodepth + 1);
}

static void test_no_getevents(const char *path, uint64_t setup_flags,
			      enum uringlab_wait wait, unsigned iodepth)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);
	const struct uringlab_worker_result *w;

	run->arms[0].iodepth = iodepth;
	w = run_until_it_reads(run);
	CHECK(w->getevents_calls, ==, 0);
	check_submit_calls(run);
	free_cell_run(run);
}

/*
 * The SQ thread asks to be woken when it had nothing to do for sq_thread_idle,
 * a second, and until it runs: that can be said to it once per slot.
 */
static void test_sqpoll(const char *path, enum uringlab_wait wait,
			unsigned iodepth)
{
	struct cell_run *run = new_waiting_cell(path, SQPOLL, wait);
	uint64_t began = uringlab_now_ns(), sleeps;
	const struct uringlab_worker_result *w;

	run->arms[0].iodepth = iodepth;
	w = run_until_it_reads(run);
	sleeps = (uringlab_now_ns() - began) / (SECOND - 10 * MS);
	CHECK(w->submit_calls, <=, iodepth * sleeps);
	if (wait != URINGLAB_WAIT_wait)
		CHECK(w->getevents_calls, ==, 0);
	free_cell_run(run);
}

/* Asked for, each look but the successful ones enters the kernel. */
static void test_think_getevents(const char *path, enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, 0, wait);
	const struct uringlab_worker_result *w;

	run->arms[0].iodepth = 1;
	run->arms[0].think_getevents = 1;
	do {
		w = run_until_it_reads(run);
	} while (w->cq_ready == w->reaps);
	/* The reap that the window's end ends may look once, and no more. */
	CHECK(w->getevents_calls + 2, >=, w->reaps - w->cq_ready);
	CHECK(w->getevents_calls, >, 0);
	check_submit_calls(run);
	free_cell_run(run);
}

/* Thinktime is spent before each look, and a reap looks once at least. */
static void test_think_time(const char *path)
{
	struct cell_run *run =
		new_waiting_cell(path, 0, URINGLAB_WAIT_compute);
	const struct uringlab_worker_result *w = run_until_it_reads(run);

	CHECK(w->think_ns, >=, w->reaps * THINKTIME_NS);
	CHECK(w->think_ns % THINKTIME_NS, ==, 0);
	free_cell_run(run);
}

int main(void)
{
	static const enum uringlab_wait waits[] = {
		URINGLAB_WAIT_peek,	     URINGLAB_WAIT_spin,
		URINGLAB_WAIT_compute,	     URINGLAB_WAIT_second_thread,
		URINGLAB_WAIT_eventfd,
	};
	static const uint64_t flags[] = {
		0,
		IORING_SETUP_COOP_TASKRUN,
		IORING_SETUP_SINGLE_ISSUER,
	};
	struct target target = make_target(BLOCKS);

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		for (size_t j = 0; j < sizeof(waits) / sizeof(waits[0]); j++)
			if (has_mode(flags[i])) {
				test_no_getevents(target.path, flags[i],
						  waits[j], 1);
				test_no_getevents(target.path, flags[i],
						  waits[j], 4);
			}
	/* Not even where a flag asks for it. */
	if (has_mode(modes[2].setup_flags))
		test_no_getevents(target.path, modes[2].setup_flags,
				  URINGLAB_WAIT_spin, 4);
	for (unsigned wait = 0; has_mode(SQPOLL) && wait < WAITS; wait++) {
		test_sqpoll(target.path, wait, 1);
		test_sqpoll(target.path, wait, 4);
	}
	test_think_getevents(target.path, URINGLAB_WAIT_peek);
	test_think_getevents(target.path, URINGLAB_WAIT_compute);
	test_think_time(target.path);
	return 0;
}
