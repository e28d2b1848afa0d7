/* What the kernel refuses is reported as it is, and leaves nothing behind. */
#include <errno.h>

#include "cell.h"

static void test_flags(const char *path, uint64_t setup_flags)
{
	struct cell_run *run = new_cell(path);

	/* A refused ring must not wait for the window: the watchdog sees. */
	run->params.ramp_ns = run->params.runtime_ns = HOUR;
	run->arms[0].setup_flags = setup_flags;
	run->params.workers = 4;
	check_refused(run, EINVAL, URINGLAB_STEP_ring);
	CHECK(run->result.in_flight, ==, 0);
	CHECK(run->live.ios, ==, 0);
	CHECK(run->live.phase, ==, URINGLAB_PHASE_done);
	free_cell_run(run);
}

static void test_path(const char *path, int error, enum uringlab_step step)
{
	struct cell_run *run = new_cell(path);

	run->params.ramp_ns = run->params.runtime_ns = HOUR;
	run->params.workers = 2;
	check_refused(run, error, step);
	free_cell_run(run);
}

/* /proc/stat does not fit into the caller's memory. */
static void test_snapshot(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.runtime_ns = HOUR;
	run->params.snapshot_bytes = 16;
	check_refused(run, ENOSPC, URINGLAB_STEP_procfs);
	CHECK(run->result.in_flight, ==, 0);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_flags(target.path, UNKNOWN_SETUP_FLAG);
	test_flags(target.path, IORING_SETUP_DEFER_TASKRUN);
	test_path("/nonexistent/file", ENOENT, URINGLAB_STEP_direct);
	test_path("/proc/version", EINVAL, URINGLAB_STEP_direct);
	test_snapshot(target.path);
	return 0;
}
