/* The window ends when every worker has done its share, or at its time. */
#include "waits.h"

static struct cell_run *new_quota_cell(const char *path, uint64_t setup_flags,
				       enum uringlab_wait wait, uint64_t ios)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	/* The watchdog sees if the window does not end before its time. */
	run->params.runtime_ns = HOUR;
	run->params.number_ios = ios;
	return run;
}

static void check_ended_early(struct cell_run *run)
{
	const struct uringlab_cell_result *r = &run->result;
	const char *text = run->snapshots;

	check_measured(run);
	check_no_bad_reads(run);
	for (unsigned i = 0; i < run->params.workers; i++)
		CHECK(run->workers[i].ios, >=, run->params.number_ios);
	CHECK(r->window_end_ns, >, r->window_start_ns);
	CHECK(r->window_end_ns - r->window_start_ns, <,
	      run->params.runtime_ns);
	CHECK(r->snapshot_start_ns, >=, r->window_start_ns);
	CHECK(r->snapshot_end_ns, >=, r->window_end_ns);
	for (int i = 0; i < 4; i++, text += SNAPSHOT_BYTES)
		CHECK(strlen(text), >, 0);
	/* What completes after the end of the window is not counted. */
	check_histogram_totals(run);
}

static void test_quota(const char *path, uint64_t setup_flags,
		       enum uringlab_wait wait, uint64_t ios, unsigned workers)
{
	struct cell_run *run = new_quota_cell(path, setup_flags, wait, ios);

	run->params.workers = workers;
	check_ended_early(run);
	free_cell_run(run);
}

/*
 * The quota is met as soon as the window begins, while the cell is still busy
 * with that: more workers than CPUs keep it from being on time.
 */
static void test_at_once(const char *path, enum uringlab_wait wait)
{
	for (int i = 0; i < 10; i++) {
		struct cell_run *run = new_quota_cell(path, 0, wait, 1);

		run->params.workers = 4;
		run->params.ramp_ns = i % 2 * 2 * MS;
		run->arms[0].iodepth = 1 + i;
		run->params.cpu_count = allowed_cpus(run->cpus);
		run->cpus[run->params.cpu_count] = run->cpus[0];
		check_ended_early(run);
		free_cell_run(run);
	}
}

/* Reads that do not complete in the window do not end it. */
static void test_never_met(const char *path, uint64_t setup_flags,
			   enum uringlab_wait wait, uint64_t ios)
{
	struct cell_run *run = new_quota_cell(path, setup_flags, wait, ios);

	run->params.runtime_ns = 60 * MS;
	run->params.workers = 2;
	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(run->result.window_end_ns - run->result.window_start_ns, ==,
	      run->params.runtime_ns);
	CHECK(run->result.snapshot_end_ns, >=, run->result.window_end_ns);
	free_cell_run(run);
}

/* Where nothing becomes visible the window ends when that is clear. */
static void test_stalled(const char *path, uint64_t thinktime_ns)
{
	struct cell_run *run =
		new_quota_cell(path, DEFER, URINGLAB_WAIT_compute, 1000);
	const struct uringlab_cell_result *r = &run->result;
	uint64_t began = uringlab_now_ns(), window_ns;

	run->arms[0].thinktime_ns = thinktime_ns;
	check_measured(run);
	window_ns = r->window_end_ns - r->window_start_ns;
	CHECK(window_ns, >=, SECOND + 3 * thinktime_ns);
	CHECK(uringlab_now_ns() - began, <=,
	      run->params.ramp_ns + SECOND + 3 * thinktime_ns + SECOND);
	CHECK(run->workers[0].ios, ==, 0);
	CHECK(r->snapshot_end_ns, >=, r->window_end_ns);
	check_histogram_totals(run);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	for (unsigned wait = 0; wait < WAITS; wait++) {
		test_quota(target.path, 0, wait, 1, 1);
		test_quota(target.path, 0, wait, 100, 1);
		test_quota(target.path, 0, wait, 100, 2);
		test_at_once(target.path, wait);
		test_never_met(target.path, 0, wait, UINT64_MAX);
	}
	if (has_mode(DEFER) && !completes_in_submit_call(target.path)) {
		test_never_met(target.path, DEFER, URINGLAB_WAIT_spin, 1000);
		test_stalled(target.path, THINKTIME_NS);
		test_stalled(target.path, 200 * MS);
	}
	if (has_mode(SQPOLL))
		test_quota(target.path, SQPOLL, URINGLAB_WAIT_peek, 100, 2);
	return 0;
}
