/* Whatever is registered, the right bytes are read and nothing is left. */
#include "waits.h"

#define ALL (URINGLAB_WAIT_eventfd + 1)

static void check_good(struct cell_run *run)
{
	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->workers[0].ios, >, 0);
	free_cell_run(run);
}

static void test_each(const char *path)
{
	for (unsigned what = 1; what < 16; what++) {
		struct cell_run *run = new_cell(path);

		run->params.fixed_buffers = what & 1;
		run->params.fixed_files = what >> 1 & 1;
		run->params.registered_ring = what >> 2 & 1;
		run->params.clock_per_batch = what >> 3 & 1;
		run->params.iodepth_batch = run->params.iodepth;
		run->params.iodepth_batch_complete_max = run->params.iodepth;
		check_good(run);
	}
}

/* A partner's calls cannot use what the worker has registered. */
static void test_waits(const char *path)
{
	for (unsigned wait = 0; wait < ALL; wait++) {
		struct cell_run *run = new_waiting_cell(path, 0, wait);

		run->params.registered_ring = 1;
		check_good(run);
	}
}

/* One time for all that begin together: none is issued before it begins. */
static void test_shared_clock(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.clock_per_batch = 1;
	run->params.iodepth_batch = run->params.iodepth;
	check_measured(run);
	CHECK(run->workers[0].lat_min_ns, >=, run->workers[0].slat_min_ns);
	CHECK(run->workers[0].lat_max_ns, <, HOUR);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_each(target.path);
	test_waits(target.path);
	test_shared_clock(target.path);
	return 0;
}
