/* Nobody looks at a quiet window, and a stop is noticed at its end. */
#include "cell.h"

#define WINDOW_NS (300 * MS)

/*
 * At most the last look of the ramp, the first of the window and the one at its
 * end. More than that are seen in 300 ms where the caller's thread looks.
 */
#define MAX_LOOKS 3

static struct cell_run *new_quiet_cell(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.quiet = 1;
	run->params.workers = 2;
	run->params.runtime_ns = WINDOW_NS;
	run->schedule[0].length_ns = WINDOW_NS;
	return run;
}

static uint64_t load(const uint64_t *value)
{
	return __atomic_load_n(value, __ATOMIC_RELAXED);
}

/* How many different counts of reads are shown during the window. */
static unsigned count_looks(struct cell_run *run)
{
	uint64_t shown = UINT64_MAX;
	unsigned looks = 0;

	wait_for_phase(run, URINGLAB_PHASE_window);
	for (;;) {
		uint64_t ios = load(&run->live.ios);

		if (load(&run->live.phase) != URINGLAB_PHASE_window)
			return looks;
		looks += ios != shown;
		shown = ios;
		sleep_ms(1);
	}
}

static void test_looks(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_quiet_cell(path);

	start_cell(run);
	CHECK(count_looks(run), <=, MAX_LOOKS);
	join_cell(run);
	check_measured(run);
	check_nothing_left(before);
	free_cell_run(run);
}

static void test_stop(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_quiet_cell(path);

	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	stop_cell(run);
	join_cell(run);
	CHECK(run->ret, ==, 0);
	CHECK(run->result.stopped, ==, 1);
	CHECK(run->result.abandoned + run->result.in_flight, ==, 0);
	check_nothing_left(before);
	free_cell_run(run);
}

/* A window that number_ios is to end still ends where no read completes. */
static void test_quota(const char *path)
{
	struct cell_run *run = new_quiet_cell(path);

	run->params.runtime_ns = run->schedule[0].length_ns = HOUR;
	run->params.number_ios = 100;
	run_cell(run);
	check_measured(run);
	CHECK(run->workers[0].ios, >=, 100);
	CHECK(run->workers[1].ios, >=, 100);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_looks(target.path);
	test_stop(target.path);
	test_quota(target.path);
	return 0;
}
