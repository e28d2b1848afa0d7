/*
 * The cells of exp7: 16 workers, in default and in coop mode; and as many
 * with a second thread each. Under ThreadSanitizer this is exp7, as that
 * cannot be loaded into Deno.
 */
#include "cell.h"

#define WORKERS 16
#define READS 20 /* of every worker, which end the window */

static void test_cell(const char *path, uint64_t setup_flags,
		      enum uringlab_wait wait, uint64_t iodepth)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].setup_flags = setup_flags;
	run->arms[0].wait = wait;
	run->params.workers = WORKERS;
	run->arms[0].iodepth = iodepth;
	run->arms[0].submit_getevents = 1;
	run->params.verify = 1;
	run->params.runtime_ns = 20 * UINT64_C(1000000000);
	run->params.number_ios = READS;
	if (wait == URINGLAB_WAIT_second_thread)
		run->params.partner_cpu_count =
			allowed_cpus(run->cpus + run->params.cpu_count);
	check_measured(run);
	check_no_bad_reads(run);
	for (unsigned i = 0; i < WORKERS; i++)
		CHECK(run->workers[i].ios, >=, READS);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	for (uint64_t iodepth = 1; iodepth <= 16; iodepth *= 16) {
		test_cell(target.path, 0, URINGLAB_WAIT_wait, iodepth);
		if (uringlab_probe_ring(IORING_SETUP_COOP_TASKRUN, 4) >= 0)
			test_cell(target.path, IORING_SETUP_COOP_TASKRUN,
				  URINGLAB_WAIT_wait, iodepth);
	}
	test_cell(target.path, 0, URINGLAB_WAIT_second_thread, 4);
	return 0;
}
