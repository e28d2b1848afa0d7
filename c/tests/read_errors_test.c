/* Reads that end badly are counted, and the first is told of. */
#include <errno.h>

#include "waits.h"

/* The first read is of blocks that were cut off. */
static void test_short(void)
{
	struct target target = make_target(BLOCKS);
	struct cell_run *run = new_cell(target.path);

	while (first_offset(run) == 0)
		run->arms[0].seed++;
	CHECK(ftruncate(target.fd, first_offset(run)), ==, 0);
	check_measured(run);
	CHECK(run->arm_results[0].short_reads, >, 0);
	CHECK(run->arm_results[0].short_reads, <=, run->live.ios);
	CHECK(run->arm_results[0].io_errors, ==, 0);
	CHECK(run->arm_results[0].verify_errors, ==, 0);
	CHECK(run->arm_results[0].first_error, ==, 0);
	CHECK(run->arm_results[0].first_error_offset, ==, first_offset(run));
	close(target.fd);
	free_cell_run(run);
}

/* Whether O_DIRECT takes this length here, as some file systems do. */
static bool takes_length(const char *path, size_t bytes)
{
	int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	void *buffer;
	ssize_t got;

	CHECK(posix_memalign(&buffer, TARGET_BLOCK, TARGET_BLOCK), ==, 0);
	got = pread(fd, buffer, bytes, 0);
	free(buffer);
	close(fd);
	return got >= 0;
}

/*
 * Every read is refused: its length is no multiple of a sector. That is known
 * in the submit call; so with SQPOLL the CQE is there before the SQ thread has
 * given back the entry of the ring.
 */
static void test_refused(uint64_t setup_flags, enum uringlab_wait wait,
			 unsigned iodepth)
{
	struct target target = make_target(BLOCKS);
	struct cell_run *run =
		new_waiting_cell(target.path, setup_flags, wait);

	run->params.verify = 0;
	run->params.runtime_ns = 20 * MS;
	run->arms[0].iodepth = iodepth;
	run->params.bs = 1000;
	if (takes_length(target.path, run->params.bs))
		skip("no I/O errors: O_DIRECT takes any length here");
	check_measured(run);
	CHECK(run->arm_results[0].io_errors, >, 0);
	CHECK(run->arm_results[0].io_errors, ==, run->live.ios);
	CHECK(run->errnos[EINVAL], ==, run->arm_results[0].io_errors);
	CHECK(run->arm_results[0].first_error, ==, EINVAL);
	CHECK(run->arm_results[0].first_error_offset, ==, first_offset(run));
	CHECK(run->arm_results[0].short_reads, ==, 0);
	close(target.fd);
	free_cell_run(run);
}

int main(void)
{
	test_short();
	for (unsigned wait = 0; wait < WAITS; wait++)
		for (unsigned iodepth = 1; iodepth <= 2; iodepth++) {
			test_refused(0, wait, iodepth);
			if (has_mode(SQPOLL))
				test_refused(SQPOLL, wait, iodepth);
		}
	return 0;
}
