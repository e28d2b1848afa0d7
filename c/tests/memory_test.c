/* The memory of a cell: as much as announced, however it is aligned. */
#include "waits.h"

static void test_layout(const char *path, uint64_t mem_align, uint64_t bs,
			enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, 0, wait);

	run->params.workers = 3;
	run->params.mem_align = mem_align;
	run->params.bs = bs;
	run->params.blocks = BLOCKS * TARGET_BLOCK / bs;
	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->result.locked_bytes, ==, cell_bytes(run));
	CHECK(run->result.locked_bytes, >=,
	      run->params.workers * run->arms[0].iodepth * bs);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	for (unsigned wait = 0; wait < WAITS; wait++) {
		test_layout(target.path, 512, TARGET_BLOCK, wait);
		test_layout(target.path, 4096, 4 * TARGET_BLOCK, wait);
		/* More than a mapping is aligned to by itself. */
		test_layout(target.path, 256 * 1024, TARGET_BLOCK, wait);
	}
	return 0;
}
