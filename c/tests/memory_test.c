/* The memory of a cell: as much as announced, however it is aligned. */
#include "cell.h"

static void test_layout(const char *path, uint64_t mem_align, uint64_t bs)
{
	struct cell_run *run = new_cell(path);

	run->params.workers = 3;
	run->params.mem_align = mem_align;
	run->params.bs = bs;
	run->params.blocks = BLOCKS * TARGET_BLOCK / bs;
	run->params.verify = 1;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->result.locked_bytes, ==, uringlab_cell_bytes(&run->params));
	CHECK(run->result.locked_bytes, >=,
	      run->params.workers * run->params.iodepth * bs);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_layout(target.path, 512, TARGET_BLOCK);
	test_layout(target.path, 4096, 4 * TARGET_BLOCK);
	/* More than a mapping is aligned to by itself. */
	test_layout(target.path, 256 * 1024, TARGET_BLOCK);
	return 0;
}
