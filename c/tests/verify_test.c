/* Verification finds one wrong sector, and says where. */
#include "cell.h"

static void test_good(const struct target *target)
{
	struct cell_run *run = new_cell(target->path);

	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	free_cell_run(run);
}

/* The last sector of the block that is read first. */
static void test_wrong_sector(const struct target *target)
{
	struct cell_run *run = new_cell(target->path);

	spoil_sector(target, first_offset(run) + run->params.bs -
				     TARGET_SECTOR);
	run->params.verify = 1;
	check_measured(run);
	CHECK(run->arm_results[0].verify_errors, >, 0);
	CHECK(run->arm_results[0].verify_errors, <=, run->live.ios);
	CHECK(run->arm_results[0].short_reads, ==, 0);
	CHECK(run->arm_results[0].io_errors, ==, 0);
	CHECK(run->arm_results[0].first_error, ==, 0);
	CHECK(run->arm_results[0].first_error_offset, ==, first_offset(run));
	free_cell_run(run);
}

/* The same file again: who does not ask is not told. */
static void test_off(const struct target *target)
{
	struct cell_run *run = new_cell(target->path);

	check_measured(run);
	check_no_bad_reads(run);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_good(&target);
	test_wrong_sector(&target);
	test_off(&target);
	return 0;
}
