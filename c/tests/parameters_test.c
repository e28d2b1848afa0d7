/* Parameters that make no sense are refused before anything is done. */
#include <errno.h>

#include "cell.h"

/* One field with one bad value, all others as they should be. */
static void check_bad(size_t field, uint64_t value)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	memcpy((char *)run + field, &value, sizeof(value));
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	CHECK(run->result.size, ==, sizeof(run->result));
	free_cell_run(run);
}

#define BAD(field, value)                                                      \
	check_bad(offsetof(struct cell_run, params.field), value)
#define BAD_ARM(field, value)                                                  \
	check_bad(offsetof(struct cell_run, arms[0].field), value)

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

	CHECK(cell_bytes(run), >, 0);
	CHECK(uringlab_cell_bytes(&run->params, run->arms,
				  2 * sizeof(*run->arms)), ==, 0);
	run->params.arms = URINGLAB_ARMS + 1;
	CHECK(cell_bytes(run), ==, 0);
	run->params.arms = 1;
	run->params.size += 8;
	CHECK(cell_bytes(run), ==, 0);
	free_cell_run(run);
}

/* Of a structure of another size nothing but its size is read. */
static void test_cell_bytes_of_other_params(void)
{
	uint64_t *size = malloc(sizeof(*size));
	struct cell_run *run = new_cell("/nonexistent/file");

	*size = sizeof(*size);
	CHECK(uringlab_cell_bytes((struct uringlab_cell_params *)size,
				  run->arms, sizeof(*run->arms)), ==, 0);
	free_cell_run(run);
	free(size);
}

/* Without a bad field the path is what is wrong. */
static void test_good(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	check_refused(run, ENOENT, URINGLAB_STEP_direct);
	free_cell_run(run);
}

#define TURN_NS (10 * MS)

/* Two arms with two turns each, of which one thing is as a test wants it. */
static struct cell_run *new_turns(void)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	alternate(run, TURN_NS, MS);
	run->arms[1] = run->arms[0];
	return run;
}

/* What would run on in the turns of others, and schedules that are not even. */
static void test_turns(void)
{
	struct cell_run *run = new_turns();

	check_refused(run, ENOENT, URINGLAB_STEP_direct);
	run->schedule[3].arm = 0;
	check_senseless(run);
	run = new_turns();
	run->schedule[3].arm = 2;
	check_senseless(run);
	run = new_turns();
	run->schedule[3].size += 8;
	check_senseless(run);
	run = new_turns();
	run->schedule[0].start_ns = 1;
	check_senseless(run);
	run = new_turns();
	run->schedule[1].start_ns = TURN_NS - 1;
	check_senseless(run);
	run = new_turns();
	run->schedule[3].start_ns = UINT64_MAX - TURN_NS;
	check_senseless(run);
	run = new_turns();
	run->schedule[2].length_ns--;
	check_senseless(run);
	run = new_turns();
	run->params.turns = 3;
	check_senseless(run);
	run = new_turns();
	run->params.number_ios = 1;
	check_senseless(run);
	run = new_turns();
	run->arms[1].iodepth = 0;
	check_senseless(run);
	run = new_turns();
	run->arms[1].setup_flags = IORING_SETUP_IOPOLL;
	check_senseless(run);
	run = new_turns();
	run->params.partner_cpu_count = 1;
	run->arms[1].wait = URINGLAB_WAIT_second_thread;
	check_senseless(run);
	run = new_turns();
	run->params.partner_cpu_count = 1;
	run->arms[1].setup_flags = IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF;
	check_senseless(run);
}

/* Nobody submits by a call, or somebody waits in another way. */
static void test_submit_and_wait(uint64_t setup_flags, enum uringlab_wait wait)
{
	struct cell_run *run = new_cell("/nonexistent/file");

	run->arms[0].submit_and_wait = 1;
	run->arms[0].setup_flags = setup_flags;
	run->arms[0].wait = wait;
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
	BAD_ARM(iodepth, 0);
	BAD_ARM(iodepth, UINT64_C(1) << 61);
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
	BAD_ARM(wait, URINGLAB_WAIT_eventfd + 1);
	BAD_ARM(wait, UINT64_MAX);
	/* Those that need a partner, and have no CPU for it. */
	BAD_ARM(wait, URINGLAB_WAIT_second_thread);
	BAD_ARM(wait, URINGLAB_WAIT_eventfd);
	BAD_ARM(setup_flags, IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF);
	BAD_ARM(thinktime_ns, 10 * 1000 * MS + 1);
	BAD_ARM(thinktime_ns, UINT64_MAX);
	BAD_ARM(think_touch, URINGLAB_TOUCH_fresh + 1);
	/* After no time, in no range. */
	BAD_ARM(think_touch, URINGLAB_TOUCH_fresh);
	BAD_ARM(iodepth_batch, 0);
	BAD_ARM(iodepth_batch, 5);
	BAD_ARM(iodepth_batch_complete_min, 0);
	BAD_ARM(iodepth_batch_complete_min, 2);
	BAD_ARM(iodepth_batch_complete_max, 0);
	BAD(runtime_ns, 0);
	BAD(runtime_ns, URINGLAB_SLICES);
	BAD(snapshot_bytes, 0);
	BAD(snapshot_bytes, UINT64_C(1) << 62);
	BAD(arms, 0);
	BAD(arms, 2);
	BAD(arms, URINGLAB_ARMS + 1);
	BAD(arms, UINT64_MAX);
	BAD(turns, 0);
	BAD(turns, UINT64_MAX);
	BAD(settle_ns, UINT64_MAX);
	BAD(perf_counters, URINGLAB_PERF_software + 1);
	BAD(perf_counters, UINT64_MAX);
	BAD_ARM(size, 0);
	BAD_ARM(size, sizeof(struct uringlab_arm_params) + 8);
	test_turns();
	BAD_SIZE(params);
	BAD_SIZE(arms);
	BAD_SIZE(schedule);
	BAD_SIZE(arm_results);
	BAD_SIZE(turns);
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
	test_cell_bytes_of_other_params();
	test_long_path();
	return 0;
}
