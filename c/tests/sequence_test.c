/* Sequential reads: whose blocks are whose, and which are read in fact. */
#include "../sequence.h"
#include "waits.h"

/* The parts of all workers together are the target, and no two overlap. */
static void test_parts(uint64_t blocks, unsigned workers)
{
	uint64_t at = 0;

	for (unsigned i = 0; i < workers; i++) {
		struct sequence s;
		uint64_t count;

		sequence_init(&s, blocks, i, workers);
		count = s.end - s.from;
		CHECK(s.from, ==, at);
		CHECK(count, >=, blocks / workers);
		CHECK(count, <=, blocks / workers + 1);
		at = s.end;
	}
	CHECK(at, ==, blocks);
}

/* Ascending, and from the start again. */
static void test_order(void)
{
	struct sequence s;

	sequence_init(&s, 10, 1, 3);
	for (int pass = 0; pass < 3; pass++)
		for (uint64_t block = 3; block < 6; block++)
			CHECK(sequence_next(&s), ==, block);
	sequence_init(&s, 1, 0, 1);
	CHECK(sequence_next(&s), ==, 0);
	CHECK(sequence_next(&s), ==, 0);
}

/* Where there are too few blocks no worker leaves the target. */
static void test_few_blocks(void)
{
	for (unsigned i = 0; i < 7; i++) {
		struct sequence s;

		sequence_init(&s, 3, i, 7);
		for (int n = 0; n < 4; n++)
			CHECK(sequence_next(&s), <, 3);
	}
}

/* Nor does it overflow on the largest target. */
static void test_large(void)
{
	struct sequence s;

	sequence_init(&s, UINT64_MAX, 1023, 1024);
	CHECK(s.end, ==, UINT64_MAX);
	CHECK(s.from, <, s.end);
}

static struct cell_run *new_sequential(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].sequential = 1;
	run->params.verify = 1;
	return run;
}

/* Of so many blocks read in order from the first, how often one was read. */
static uint64_t times_read(uint64_t reads, uint64_t blocks, uint64_t block)
{
	return reads / blocks + (reads % blocks > block);
}

/*
 * The target tells what was read: each block has its numbers, and one of them
 * is wrong. It is found as often as a worker came by.
 */
static void check_wrong_block(struct cell_run *run, uint64_t block)
{
	uint64_t times;

	check_measured(run);
	times = times_read(run->live.ios, run->params.blocks, block);
	CHECK(times, >, 0);
	CHECK(run->arm_results[0].verify_errors, ==, times);
	CHECK(run->arm_results[0].first_error_offset, ==,
	      block * run->params.bs);
	CHECK(run->arm_results[0].short_reads, ==, 0);
	CHECK(run->arm_results[0].io_errors, ==, 0);
	free_cell_run(run);
}

#define WRONG 5

static void test_modes(const char *path)
{
	for (unsigned i = 0; i < MODES; i++) {
		struct cell_run *run;

		if (!has_mode(modes[i].setup_flags))
			continue;
		run = new_sequential(path);
		run->arms[0].setup_flags = modes[i].setup_flags;
		run->arms[0].fixedbufs = i % 2;
		run->arms[0].registerfiles = 1;
		run->arms[0].iodepth_batch = 1 + i % 4;
		choose_cpus(run);
		check_wrong_block(run, WRONG);
	}
}

/*
 * The file ends in the part of the last worker: that one alone reads past the
 * end, and its first such read is the one behind the last block.
 */
static void test_workers(void)
{
	struct target target = make_target(BLOCKS);
	struct cell_run *run = new_sequential(target.path);
	uint64_t cut = BLOCKS - 3;

	run->params.workers = 4;
	run->arms[0].iodepth = 1;
	CHECK(ftruncate(target.fd, cut * TARGET_BLOCK), ==, 0);
	check_measured(run);
	CHECK(run->arm_results[0].short_reads, >, 0);
	/* Of 16 blocks of its own. */
	CHECK(run->arm_results[0].short_reads, <, run->live.ios / 2);
	CHECK(run->arm_results[0].verify_errors, ==, 0);
	CHECK(run->arm_results[0].first_error_offset, ==, cut * TARGET_BLOCK);
	close(target.fd);
	free_cell_run(run);
}

/*
 * The second arm goes on where the first one stopped. No block of the target is
 * as it should be, so that every read is counted as wrong, and the first of
 * each arm is told.
 */
static void test_turns(void)
{
	struct target target = make_empty_file();
	struct cell_run *run = new_sequential(target.path);
	const struct uringlab_arm_result *arms = run->arm_results;

	run->params.blocks = 1 << 20;
	CHECK(ftruncate(target.fd, run->params.blocks * run->params.bs), ==, 0);
	run->params.arms = run->params.turns = 2;
	run->arms[0].iodepth = 1;
	run->arms[1] = run->arms[0];
	for (unsigned turn = 0; turn < 2; turn++)
		run->schedule[turn] = (struct uringlab_turn){
			.size = sizeof(*run->schedule),
			.arm = turn,
			.start_ns = turn * (run->params.runtime_ns + 5 * MS),
			.length_ns = run->params.runtime_ns,
		};
	check_measured(run);
	CHECK(arms[0].first_error_offset, ==, 0);
	CHECK(arms[1].first_error_offset, ==,
	      arms[0].verify_errors % run->params.blocks * run->params.bs);
	CHECK(arms[0].verify_errors + arms[1].verify_errors, ==,
	      run->live.ios);
	close(target.fd);
	free_cell_run(run);
}

int main(void)
{
	struct target target;

	test_parts(64, 1);
	test_parts(64, 7);
	test_parts(16, 16);
	test_parts(1000003, 12);
	test_order();
	test_few_blocks();
	test_large();
	target = make_target(BLOCKS);
	spoil_sector(&target, WRONG * TARGET_BLOCK + TARGET_SECTOR);
	test_modes(target.path);
	test_turns();
	test_workers();
	return 0;
}
