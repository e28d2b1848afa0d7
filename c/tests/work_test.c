/* What a worker does besides its reads. */
#include "waits.h"

#define THINKCYCLES UINT64_C(100000)

/* No CPU makes more than ten cycles in a nanosecond. */
static void test_thinkcycles(const char *path)
{
	struct cell_run *run = new_cell(path);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].thinkcycles = THINKCYCLES;
	run->arms[0].iodepth_batch_complete_max = 4;
	check_measured(run);
	CHECK(w->ios, >, 0);
	/* The work after the last reads may be the next turn's. */
	CHECK(w->user_ns + w->system_ns, >=,
	      (w->ios > 4 ? w->ios - 4 : 0) * THINKCYCLES / 10);
	CHECK(w->think_ns, ==, 0);
	CHECK(w->submit_calls + 4, >=, w->ios);
	free_cell_run(run);
}

/*
 * Before each read there is work of up to a tick. That six times as many reads
 * as there are ticks take half of their share each is ever so unlikely.
 */
static void test_random_phase(const char *path)
{
	struct cell_run *run = new_cell(path);
	const struct uringlab_worker_result *w = &run->workers[0];
	struct timespec tick;

	CHECK(clock_getres(CLOCK_MONOTONIC_COARSE, &tick), ==, 0);
	run->arms[0].iodepth = 1;
	run->arms[0].random_phase = 1;
	check_measured(run);
	CHECK(w->ios, <=, 6 * run->params.runtime_ns / tick.tv_nsec + 6);
	/* The work is not thinktime, and no system call was made for it. */
	CHECK(w->think_ns, ==, 0);
	CHECK(w->submit_calls, <=, w->ios + 1);
	free_cell_run(run);
}

/* More completions are waited for than there can be: the worker waits for all. */
static void test_think_min_complete(const char *path, uint64_t min)
{
	struct cell_run *run =
		new_waiting_cell(path, DEFER, URINGLAB_WAIT_compute);
	const struct uringlab_worker_result *w = &run->workers[0];

	if (!has_mode(DEFER)) {
		free_cell_run(run);
		return;
	}
	run->arms[0].iodepth = 8;
	run->arms[0].iodepth_batch = 8;
	run->arms[0].iodepth_batch_complete_max = 8;
	run->arms[0].think_getevents = 1;
	run->arms[0].think_min_complete = min;
	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(w->ios, >, 0);
	CHECK(w->getevents_calls, >, 0);
	free_cell_run(run);
}

/* The parts of lat are there wherever the one ends and the other begins. */
static void test_issue_before(const char *path)
{
	struct cell_run *run = new_cell(path);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].issue_before = 1;
	check_measured(run);
	CHECK(w->ios, >, 0);
	CHECK(w->slat_sum_ns + w->clat_sum_ns, ==, w->lat_sum_ns);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_thinkcycles(target.path);
	test_random_phase(target.path);
	test_think_min_complete(target.path, 1);
	test_think_min_complete(target.path, 8);
	test_think_min_complete(target.path, 100);
	test_issue_before(target.path);
	return 0;
}
