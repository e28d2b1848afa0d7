/* The caller ends a cell of an hour; the watchdog sees if it does not. */
#include "cell.h"

static struct cell_run *new_long_cell(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.workers = 2;
	run->params.runtime_ns = HOUR;
	return run;
}

static void check_stopped(struct cell_run *run, struct belongings before)
{
	CHECK(run->ret, ==, 0);
	CHECK(run->result.error, ==, 0);
	CHECK(run->result.stopped, ==, 1);
	CHECK(run->result.in_flight, ==, 0);
	CHECK(run->result.abandoned, ==, 0);
	CHECK(run->live.phase, ==, URINGLAB_PHASE_done);
	check_no_bad_reads(run);
	check_nothing_left(before);
}

static void wait_for_progress(struct cell_run *run)
{
	uint64_t ios = __atomic_load_n(&run->live.ios, __ATOMIC_RELAXED);

	while (__atomic_load_n(&run->live.ios, __ATOMIC_RELAXED) == ios)
		sleep_ms(1);
}

static void test_in_window(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path);

	run->params.ramp_ns = 0;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	/* The first may be that of the ramp, the second cannot be. */
	wait_for_progress(run);
	wait_for_progress(run);
	stop_cell(run);
	join_cell(run);
	check_stopped(run, before);
	CHECK(run->workers[0].ios + run->workers[1].ios, >, 0);
	free_cell_run(run);
}

static void test_in_ramp(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path);

	run->params.ramp_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_ramp);
	stop_cell(run);
	join_cell(run);
	check_stopped(run, before);
	CHECK(run->workers[0].ios + run->workers[1].ios, ==, 0);
	free_cell_run(run);
}

static void test_before_it_begins(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_long_cell(path);

	stop_cell(run);
	run_cell(run);
	check_stopped(run, before);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_in_window(target.path);
	test_in_ramp(target.path);
	test_before_it_begins(target.path);
	return 0;
}
