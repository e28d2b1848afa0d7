/* The caller ends a cell of an hour at once, however its workers wait. */
#include <errno.h>

#include "waits.h"

static struct cell_run *new_long_cell(const char *path, uint64_t setup_flags,
				      enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	run->params.workers = 2;
	run->params.runtime_ns = HOUR;
	return run;
}

static void stop_and_check(struct cell_run *run, struct belongings before)
{
	uint64_t began = uringlab_now_ns();

	stop_cell(run);
	CHECK(join_cell(run), ==, 0);
	CHECK(uringlab_now_ns() - began, <=, SECOND);
	CHECK(run->result.error, ==, 0);
	CHECK(run->result.stopped, ==, 1);
	CHECK(run->result.in_flight, ==, 0);
	CHECK(run->result.abandoned, ==, 0);
	check_no_bad_reads(run);
	check_histogram_totals(run);
	check_nothing_left(before);
}

/* Works for the longest thinktime that there is; stop does not wait for it. */
static void test_in_window(const char *path, uint64_t setup_flags,
			   enum uringlab_wait wait, uint64_t thinktime_ns)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path, setup_flags, wait);

	run->arms[0].thinktime_ns = thinktime_ns;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	sleep_ms(20);
	stop_and_check(run, before);
	free_cell_run(run);
}

static void test_in_ramp(const char *path, uint64_t setup_flags,
			 enum uringlab_wait wait)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path, setup_flags, wait);

	run->params.ramp_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_ramp);
	sleep_ms(20);
	stop_and_check(run, before);
	CHECK(run->workers[0].ios + run->workers[1].ios, ==, 0);
	free_cell_run(run);
}

static void test_before_it_begins(const char *path, uint64_t setup_flags,
				  enum uringlab_wait wait)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path, setup_flags, wait);

	stop_cell(run);
	start_cell(run);
	stop_and_check(run, before);
	free_cell_run(run);
}

/* The second thread of a DEFER_TASKRUN ring ends such a cell by itself. */
static void test_failure(const char *path)
{
	struct cell_run *run =
		new_long_cell(path, DEFER, URINGLAB_WAIT_second_thread);
	uint64_t began = uringlab_now_ns();

	run->params.ramp_ns = HOUR;
	run->arms[0].thinktime_ns = 10 * SECOND;
	check_refused(run, EEXIST, URINGLAB_STEP_second_thread);
	CHECK(uringlab_now_ns() - began, <=, SECOND);
	CHECK(run->result.in_flight, ==, 0);
	free_cell_run(run);
}

int main(void)
{
	static const uint64_t flags[] = { 0, DEFER, SQPOLL };
	struct target target = make_target(BLOCKS);

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		for (unsigned wait = 0; wait < WAITS; wait++) {
			if (!has_mode(flags[i]) ||
			    (flags[i] == DEFER &&
			     wait == URINGLAB_WAIT_second_thread))
				continue;
			test_in_window(target.path, flags[i], wait,
				       THINKTIME_NS);
			test_in_window(target.path, flags[i], wait,
				       10 * SECOND);
			test_in_ramp(target.path, flags[i], wait);
			test_before_it_begins(target.path, flags[i], wait);
		}
	if (has_mode(DEFER))
		test_failure(target.path);
	return 0;
}
