/* Parameters that make no sense are refused before anything is done. */
#include <errno.h>

#include "cell.h"

/* One field with one bad value, all others as they should be. */
static void check_bad(size_t field, uint64_t value)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	memcpy((char *)&run->params + field, &value, sizeof(value));
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	CHECK(run->result.size, ==, sizeof(run->result));
	free_cell_run(run);
}

#define BAD(field, value)                                                      \
	check_bad(offsetof(struct uringlab_cell_params, field), value)

static void test_long_path(void)
{
	char path[PATH_MAX + 1] = "";
	struct cell_run *run = new_cell(path);

	memset(path, '/', PATH_MAX);
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

/*
 * A part of the memory that is said to have other bytes than the parameters
 * ask for.
 */
static void check_bad_size(size_t field, int64_t more)
{
	struct cell_run *run = new_cell("/nonexistent/file");
	struct uringlab_cell_memory memory = memory_of(run);
	uint64_t bytes;

	memcpy(&bytes, (char *)&memory + field, sizeof(bytes));
	bytes += more;
	memcpy((char *)&memory + field, &bytes, sizeof(bytes));
	CHECK(uringlab_run_cell(&memory), ==, -EINVAL);
	CHECK(run->result.error, ==, EINVAL);
	CHECK(run->result.step, ==, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

#define BAD_SIZE(part)                                                         \
	do {                                                                   \
		size_t field = offsetof(struct uringlab_cell_memory,           \
					part##_bytes);                         \
		check_bad_size(field, -1);                                     \
		check_bad_size(field, 1);                                      \
		check_bad_size(field, 8);                                      \
	} while (0)

/* Nothing can be said of what may be of another build: no result is written. */
static void check_no_result(struct cell_run *run,
			    const struct uringlab_cell_memory *memory)
{
	CHECK(uringlab_run_cell(memory), ==, -EINVAL);
	CHECK(run->result.size, ==, 0);
}

static void test_no_result(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");
	struct uringlab_cell_memory memory = memory_of(run);

	memory.size -= 8;
	check_no_result(run, &memory);
	memory = memory_of(run);
	memory.result_bytes -= 8;
	check_no_result(run, &memory);
	memory = memory_of(run);
	memory.result_bytes += 8;
	check_no_result(run, &memory);
	free_cell_run(run);
}

/* More workers than there are results for. */
static void test_other_counts(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");
	struct uringlab_cell_memory memory = memory_of(run);

	run->params.workers = 2;
	CHECK(uringlab_run_cell(&memory), ==, -EINVAL);
	run->params.workers = 1;
	run->params.partner_cpu_count = 1;
	CHECK(uringlab_run_cell(&memory), ==, -EINVAL);
	run->params.partner_cpu_count = 0;
	run->params.snapshot_bytes--;
	CHECK(uringlab_run_cell(&memory), ==, -EINVAL);
	CHECK(run->result.step, ==, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

static void test_cell_bytes(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	CHECK(uringlab_cell_bytes(&run->params), >, 0);
	run->params.size += 8;
	CHECK(uringlab_cell_bytes(&run->params), ==, 0);
	free_cell_run(run);
}

/* Without a bad field the path is what is wrong. */
static void test_good(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	check_refused(run, ENOENT, URINGLAB_STEP_direct);
	free_cell_run(run);
}

/* Nobody submits by a call, or somebody waits in another way. */
static void test_submit_and_wait(uint64_t setup_flags, enum uringlab_wait wait)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	run->params.submit_and_wait = 1;
	run->params.setup_flags = setup_flags;
	run->params.wait = wait;
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

int main(void)
{
	test_good();
	test_submit_and_wait(0, URINGLAB_WAIT_peek);
	test_submit_and_wait(IORING_SETUP_SQPOLL, URINGLAB_WAIT_wait);
	BAD(size, 0);
	BAD(size, sizeof(struct uringlab_cell_params) - 8);
	BAD(size, sizeof(struct uringlab_cell_params) + 8);
	BAD(workers, 0);
	BAD(workers, UINT64_C(1) << 32);
	BAD(iodepth, 0);
	BAD(iodepth, UINT64_C(1) << 61);
	BAD(bs, 0);
	BAD(bs, UINT64_C(1) << 31);
	BAD(blocks, 0);
	BAD(mem_align, 0);
	BAD(mem_align, 3 * TARGET_SECTOR);
	BAD(mem_align, UINT64_C(1) << 63);
	BAD(cpu_count, 0);
	BAD(cpu_count, MAX_CPUS + 1);
	BAD(cpu_count, UINT64_MAX);
	BAD(partner_cpu_count, MAX_CPUS + 1);
	BAD(partner_cpu_count, UINT64_MAX);
	BAD(wait, URINGLAB_WAIT_eventfd + 1);
	BAD(wait, UINT64_MAX);
	/* Those that need a partner, and have no CPU for it. */
	BAD(wait, URINGLAB_WAIT_second_thread);
	BAD(wait, URINGLAB_WAIT_eventfd);
	BAD(setup_flags, IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF);
	BAD(thinktime_ns, 10 * 1000 * MS + 1);
	BAD(thinktime_ns, UINT64_MAX);
	BAD(iodepth_batch, 0);
	BAD(iodepth_batch, 5);
	BAD(iodepth_batch_complete_min, 0);
	BAD(iodepth_batch_complete_min, 2);
	BAD(iodepth_batch_complete_max, 0);
	BAD(runtime_ns, 0);
	BAD(runtime_ns, URINGLAB_SLICES);
	BAD(snapshot_bytes, 0);
	BAD(snapshot_bytes, UINT64_C(1) << 62);
	BAD_SIZE(params);
	BAD_SIZE(path);
	BAD_SIZE(cpus);
	BAD_SIZE(live);
	BAD_SIZE(workers);
	BAD_SIZE(histograms);
	BAD_SIZE(errnos);
	BAD_SIZE(slices);
	BAD_SIZE(snapshots);
	test_no_result();
	test_other_counts();
	test_cell_bytes();
	test_long_path();
	return 0;
}
