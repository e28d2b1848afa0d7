/*
 * IORING_SETUP_IOPOLL on a disk without poll queues: what the kernel answers is
 * reported, and nothing hangs. Older kernels read with interrupts instead,
 * newer ones refuse each read (BLK_FEAT_POLL in submit_bio_noacct).
 */
#include <errno.h>

#include "waits.h"

/* Of the disk under the file; of a partition's the file is one level up. */
static bool has_poll_queues(const char *path)
{
	struct uringlab_target target = { .size = sizeof(target) };
	char name[64], answer = '?';
	int fd;

	CHECK(uringlab_probe_target(path, 0, 0, &target), ==, 0);
	for (const char *up = "";; up = "../") {
		snprintf(name, sizeof(name),
			 "/sys/dev/block/%" PRIu64 ":%" PRIu64
			 "/%squeue/io_poll",
			 target.major, target.minor, up);
		fd = open(name, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 || *up)
			break;
	}
	if (fd < 0)
		skip("no disk's queue/io_poll for the build directory");
	CHECK(read(fd, &answer, 1), ==, 1);
	close(fd);
	return answer != '0';
}

static void check_answer(const struct cell_run *run)
{
	CHECK(run->arm_results[0].short_reads, ==, 0);
	CHECK(run->arm_results[0].verify_errors, ==, 0);
	if (run->arm_results[0].io_errors == 0) {
		check_no_bad_reads(run);
		return;
	}
	CHECK(run->arm_results[0].io_errors, ==, run->live.ios);
	CHECK(run->errnos[EOPNOTSUPP], ==, run->arm_results[0].io_errors);
	CHECK(run->arm_results[0].first_error, ==, EOPNOTSUPP);
	CHECK(run->arm_results[0].first_error_offset, ==, first_offset(run));
}

static void test_wait(const char *path, uint64_t setup_flags,
		      enum uringlab_wait wait, unsigned iodepth)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	run->arms[0].iodepth = iodepth;
	check_measured_in_time(run);
	CHECK(run->live.ios, >, 0);
	check_answer(run);
	free_cell_run(run);
}

int main(void)
{
	static const uint64_t flags[] = {
		IORING_SETUP_IOPOLL,
		IORING_SETUP_IOPOLL | SQPOLL,
	};
	struct target target = make_target(BLOCKS);

	if (has_poll_queues(target.path))
		skip("this disk has poll queues");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		for (unsigned wait = 0; has_mode(flags[i]) && wait < WAITS;
		     wait++) {
			test_wait(target.path, flags[i], wait, 1);
			test_wait(target.path, flags[i], wait, 4);
		}
	return 0;
}
