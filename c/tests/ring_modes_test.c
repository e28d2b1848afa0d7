/* Every mode that this kernel takes reads the right data. */
#include "cell.h"

static const uint64_t modes[] = {
	0,
	IORING_SETUP_COOP_TASKRUN,
	IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
	IORING_SETUP_SINGLE_ISSUER,
	IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
};

static void test_mode(const char *path, uint64_t setup_flags, bool getevents)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].setup_flags = setup_flags;
	run->arms[0].submit_getevents = getevents;
	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	check_single_counters(&run->workers[0]);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		int64_t ret = uringlab_probe_ring(modes[i], 4);

		if (ret < 0) {
			printf("no setup flags 0x%" PRIx64 " here: %s\n",
			       modes[i], strerror(-ret));
			continue;
		}
		test_mode(target.path, modes[i], false);
		test_mode(target.path, modes[i], true);
	}
	return 0;
}
