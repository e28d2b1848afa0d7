/* Batches of submissions and completions. */
#include "waits.h"

#define IODEPTH 8

static void test_batch(const char *path, uint64_t batch, uint64_t min,
		       uint64_t max, bool getevents)
{
	struct cell_run *run = new_cell(path);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].iodepth = IODEPTH;
	run->arms[0].iodepth_batch = batch;
	run->arms[0].iodepth_batch_complete_min = min;
	run->arms[0].iodepth_batch_complete_max = max;
	run->arms[0].submit_getevents = getevents;
	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	CHECK(w->ios, <=, batch * w->submit_calls + IODEPTH);
	CHECK(w->ios, <=, max * (w->reaps + 1));
	CHECK(w->ios + IODEPTH, >=,
	      (min < IODEPTH ? min : IODEPTH) * w->reaps);
	CHECK(w->cq_ready, <=, w->reaps);
	CHECK(w->getevents_calls + w->cq_ready, >=, w->reaps);
	free_cell_run(run);
}

/* However the worker waits for them. */
static void test_wait(const char *path, uint64_t setup_flags,
			 enum uringlab_wait wait, uint64_t iodepth,
			 uint64_t min, uint64_t max)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].iodepth = iodepth;
	run->arms[0].iodepth_batch = 3;
	run->arms[0].iodepth_batch_complete_min = min;
	run->arms[0].iodepth_batch_complete_max = max;
	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	CHECK(w->ios, <=, max * w->reaps + iodepth);
	CHECK(w->cq_ready, <=, w->reaps);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_batch(target.path, 4, 2, 8, false);
	test_batch(target.path, 4, 2, 8, true);
	test_batch(target.path, 8, 8, 8, false);
	test_batch(target.path, 3, 1, 5, false);
	/* More are wanted than can be in flight: the worker waits for all. */
	test_batch(target.path, 8, IODEPTH + 4, 100, false);
	for (unsigned wait = URINGLAB_WAIT_peek; wait < WAITS; wait++) {
		test_wait(target.path, 0, wait, 3, 1, 1);
		test_wait(target.path, 0, wait, 8, 2, 8);
		test_wait(target.path, 0, wait, 5, 8, 100);
		if (has_mode(SQPOLL))
			test_wait(target.path, SQPOLL, wait, 7, 3, 5);
	}
	return 0;
}
