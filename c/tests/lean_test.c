/* What makes reads cheaper changes neither what is read nor what is counted. */
#include <errno.h>
#include <sys/mman.h>

#include "waits.h"

#define HUGE_PAGE_BYTES (2UL << 20)
#define HUGE_2_MIB (21 << MAP_HUGE_SHIFT)

enum option {
	FIXEDBUFS = 1 << 0,
	REGISTERFILES = 1 << 1,
	REGISTERED_RING_FD = 1 << 2,
	CLOCK_PER_REAP = 1 << 3,
	NO_SQARRAY = 1 << 4,
	ALL = (1 << 5) - 1,
};

static struct cell_run *new_lean_cell(const char *path, unsigned options)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].fixedbufs = !!(options & FIXEDBUFS);
	run->arms[0].registerfiles = !!(options & REGISTERFILES);
	run->arms[0].registered_ring_fd = !!(options & REGISTERED_RING_FD);
	run->arms[0].clock_per_reap = !!(options & CLOCK_PER_REAP);
	if (options & NO_SQARRAY)
		run->arms[0].setup_flags |= IORING_SETUP_NO_SQARRAY;
	run->params.verify = 1;
	return run;
}

/* The loop of one read at a time, whatever is registered. */
static void test_single(const char *path, unsigned options)
{
	struct cell_run *run = new_lean_cell(path, options);

	run->params.workers = 2;
	check_measured(run);
	check_no_bad_reads(run);
	for (unsigned i = 0; i < run->params.workers; i++)
		check_single_counters(&run->workers[i]);
	free_cell_run(run);
}

static void test_batches(const char *path, unsigned options)
{
	struct cell_run *run = new_lean_cell(path, options);
	uint64_t counted = 0;

	run->arms[0].iodepth = 16;
	run->arms[0].iodepth_batch = 8;
	run->arms[0].iodepth_batch_complete_max = 32;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	/* One time for all that begin together: none is issued before it. */
	CHECK(run->workers[0].lat_min_ns, >=, run->workers[0].slat_min_ns);
	CHECK(run->workers[0].lat_max_ns, <, HOUR);
	/* Of every read, in every histogram. */
	for (unsigned h = 0; h < LATENCY_HISTOGRAMS; h++) {
		counted = 0;
		for (unsigned i = 0; i < HISTOGRAM_SLOTS; i++)
			counted += run->histograms[h][i];
		CHECK(counted, ==, run->workers[0].ios);
	}
	free_cell_run(run);
}

/* One system call per batch, and every read is there when it returns. */
static void test_submit_and_wait(const char *path, unsigned options,
				 uint64_t setup_flags, uint64_t batch)
{
	struct cell_run *run = new_lean_cell(path, options);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].setup_flags |= setup_flags;
	run->arms[0].submit_and_wait = 1;
	run->arms[0].iodepth = 2 * batch;
	run->arms[0].iodepth_batch = batch;
	run->arms[0].iodepth_batch_complete_min = batch;
	run->arms[0].iodepth_batch_complete_max = 2 * batch;
	check_measured(run);
	check_no_bad_reads(run);
	CHECK(w->ios, >, 0);
	/* A call that is interrupted has not waited to the end. */
	CHECK(w->getevents_calls, <=, 1 + w->nivcsw + w->nvcsw);
	CHECK(w->getevents_calls * 10, <=, 10 + w->submit_calls);
	CHECK(w->submit_calls, <=, 2 * w->reaps + 2);
	CHECK(w->cq_ready + w->getevents_calls, >=, w->reaps);
	CHECK(w->lat_sum_ns, ==, w->slat_sum_ns + w->clat_sum_ns);
	free_cell_run(run);
}

/* Reads past the target's end are short: the slot's own offset is told. */
static void test_offset(const char *path)
{
	struct cell_run *run = new_lean_cell(path, ALL & ~NO_SQARRAY);

	run->params.verify = 0;
	run->params.blocks = UINT64_C(1) << 20;
	check_measured(run);
	CHECK(run->arm_results[0].short_reads, >, 0);
	CHECK(run->arm_results[0].first_error_offset % TARGET_BLOCK, ==, 0);
	free_cell_run(run);
}

static void test_wait(const char *path, uint64_t setup_flags,
		      enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	run->arms[0].fixedbufs = run->arms[0].registerfiles =
		run->arms[0].registered_ring_fd = run->arms[0].clock_per_reap =
			run->params.verify = 1;
	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	free_cell_run(run);
}

static bool has_huge_page(void)
{
	void *page = mmap(NULL, HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB |
				  HUGE_2_MIB,
			  -1, 0);

	if (page == MAP_FAILED)
		return false;
	munmap(page, HUGE_PAGE_BYTES);
	return true;
}

static void test_hugepages(const char *path)
{
	struct cell_run *run = new_lean_cell(path, FIXEDBUFS);

	run->params.hugepages = 1;
	if (has_huge_page()) {
		check_measured(run);
		check_no_bad_reads(run);
	} else {
		check_refused(run, ENOMEM, URINGLAB_STEP_hugepages);
	}
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);
	unsigned all = ALL;

	if (uringlab_probe_ring(IORING_SETUP_NO_SQARRAY, 4) < 0)
		all &= ~NO_SQARRAY;
	for (unsigned option = 1; option <= ALL; option <<= 1)
		if (option & all)
			test_single(target.path, option);
	test_single(target.path, all);
	for (unsigned options = 0; options <= ALL; options++)
		if (!(options & ~all))
			test_batches(target.path, options);
	test_offset(target.path);
	for (unsigned batch = 1; batch <= 8; batch *= 8) {
		test_submit_and_wait(target.path, 0, 0, batch);
		test_submit_and_wait(target.path, all, 0, batch);
		if (has_mode(DEFER))
			test_submit_and_wait(target.path, all, DEFER, batch);
	}
	for (unsigned wait = 0; wait < WAITS; wait++) {
		test_wait(target.path, 0, wait);
		if (has_mode(SQPOLL))
			test_wait(target.path, SQPOLL, wait);
	}
	if (all & NO_SQARRAY && has_mode(SQPOLL))
		test_wait(target.path, SQPOLL | IORING_SETUP_NO_SQARRAY,
			  URINGLAB_WAIT_wait);
	test_hugepages(target.path);
	if (all != ALL)
		skip("IORING_SETUP_NO_SQARRAY is not known here");
	return 0;
}
