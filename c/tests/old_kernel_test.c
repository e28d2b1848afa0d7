/*
 * What a kernel is too old for is found out before a read is made, where every
 * single one would fail.
 */
#include "before_5_6.h"
#include "cell.h"
#include "../ring.h"

/* IORING_FEAT_SQPOLL_NONFIXED, by parameters that say nothing of it. */
static void test_files_of_sq_threads(void)
{
	struct io_uring_params params = { .flags = 0 };

	CHECK(ring_takes_any_file(&params), ==, 0);
	params.flags = IORING_SETUP_SQPOLL;
	CHECK(ring_takes_any_file(&params), ==, -EBADF);
	params.features = IORING_FEAT_SQPOLL_NONFIXED;
	CHECK(ring_takes_any_file(&params), ==, 0);
}

static void test_cell(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.ramp_ns = run->params.runtime_ns = HOUR;
	run->params.workers = 2;
	check_refused(run, EINVAL, URINGLAB_STEP_op_read);
	CHECK(run->live.ios, ==, 0);
	free_cell_run(run);
}

/* It answers all the same: the target is not what lacks something. */
static void test_target(const char *path)
{
	struct uringlab_target t = { .size = sizeof(t) };

	CHECK(uringlab_probe_target(path, TARGET_BLOCK, HOUR, &t), ==, 0);
}

int main(void)
{
	struct target target = make_target(BLOCKS);
	struct belongings before = count_belongings();

	CHECK(uringlab_probe_reads(), ==, 0);
	test_files_of_sq_threads();
	if (be_before_5_6())
		skip("seccomp filters are not to be had");
	CHECK(uringlab_probe_ring(0, 4), ==, 0);
	CHECK(uringlab_probe_reads(), ==, -EINVAL);
	test_cell(target.path);
	test_target(target.path);
	check_nothing_left(before);
	return 0;
}
