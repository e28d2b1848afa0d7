/* Partners and SQ threads: on their CPUs, counted, and gone in the end. */
#include <errno.h>

#include "waits.h"

#define WORKERS 3

/* In any other the SQ threads bear numbers that mean nothing here. */
static bool in_first_pid_namespace(void)
{
	char link[64] = "";

	CHECK(readlink("/proc/self/ns/pid", link, sizeof(link) - 1), >, 0);
	return !strcmp(link, "pid:[4026531836]"); /* PROC_PID_INIT_INO */
}

static void check_on_cpu(int tid, uint64_t cpu)
{
	struct cpu_mask wanted, mask = mask_of_thread(tid);

	CHECK(cpu_mask_of(&wanted, &cpu, 1), ==, 0);
	CHECK(memcmp(&mask, &wanted, sizeof(mask)), ==, 0);
}

/* The partners of three workers have two CPUs, in turn. */
static struct cell_run *start_three(const char *path, uint64_t setup_flags,
				    enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	run->cpus[2] = run->cpus[0];
	run->params.partner_cpu_count = 2;
	run->params.workers = WORKERS;
	run->params.runtime_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	return run;
}

static uint64_t partner_cpu(const struct cell_run *run, unsigned worker)
{
	return run->cpus[run->params.cpu_count + worker % 2];
}

static void stop_three(struct cell_run *run, struct belongings before)
{
	stop_cell(run);
	CHECK(join_cell(run), ==, 0);
	check_nothing_left(before);
	free_cell_run(run);
}

static void test_partner_cpus(const char *path, enum uringlab_wait wait)
{
	struct belongings before = count_belongings();
	struct cell_run *run = start_three(path, 0, wait);

	for (unsigned i = 0; i < WORKERS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "partner/%u", i);
		check_on_cpu(find_thread(name), partner_cpu(run, i));
		/* And not where the worker is. */
		snprintf(name, sizeof(name), "uringlab/%u", i);
		check_on_cpu(find_thread(name), run->cpus[0]);
	}
	stop_three(run, before);
	CHECK(find_thread("partner/0"), ==, -1);
}

static void test_sq_thread_cpus(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run = start_three(path, SQPOLL, URINGLAB_WAIT_wait);

	for (unsigned i = 0; i < WORKERS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "uringlab/%u", i);
		snprintf(name, sizeof(name), "iou-sqp-%d", find_thread(name));
		check_on_cpu(find_thread(name), partner_cpu(run, i));
	}
	stop_three(run, before);
}

/* The cell does not end before its SQ threads. */
static void test_sq_threads_end(const char *path)
{
	struct belongings before = count_belongings();
	struct cell_run *run =
		new_waiting_cell(path, SQPOLL, URINGLAB_WAIT_wait);
	char name[32];

	CHECK(run_cell(run), ==, 0);
	snprintf(name, sizeof(name), "iou-sqp-%d", (int)run->workers[0].tid);
	CHECK(find_thread(name), ==, -1);
	check_nothing_left(before);
	free_cell_run(run);
}

/* As long as the counters' interval: they are read one after the other. */
static void test_run_time(const char *path, uint64_t setup_flags,
			  enum uringlab_wait wait)
{
	bool helped = has_partner(wait) || setup_flags & SQPOLL;
	uint64_t run_ns;

	do {
		struct cell_run *run =
			new_waiting_cell(path, setup_flags, wait);
		const struct uringlab_cell_result *r = &run->result;

		check_measured_in_time(run);
		run_ns = run->workers[0].partner_run_ns;
		CHECK(run_ns, !=, UINT64_MAX);
		CHECK(run_ns, <=,
		      (has_partner(wait) + 1) * (r->snapshot_end_ns -
						 r->snapshot_start_ns +
						 SECOND));
		free_cell_run(run);
	} while (helped && !run_ns);
	if (!helped)
		CHECK(run_ns, ==, 0);
}

/* What an eventfd's reader counts is the window's, as its calls are. */
static void test_window_of_eventfd(const char *path)
{
	struct cell_run *run =
		new_waiting_cell(path, 0, URINGLAB_WAIT_eventfd);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->params.ramp_ns = 300 * MS;
	run->params.runtime_ns = 5 * MS;
	check_measured(run);
	/* At the edges the partner may be between two counters. */
	CHECK(w->partner_wakeups, <=, w->partner_calls + 1);
	CHECK(w->partner_ramp_wakes_timed, >, 0);
	CHECK(w->partner_ramp_wake_sum_ns, >, 0);
	free_cell_run(run);
}

static void test_no_such_cpu(const char *path, uint64_t setup_flags,
			     enum uringlab_wait wait)
{
	static const uint64_t cpus[] = { NO_SUCH_CPU, MAX_CPUS, UINT64_MAX };

	for (size_t i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		struct cell_run *run =
			new_waiting_cell(path, setup_flags, wait);

		run->params.runtime_ns = HOUR;
		run->cpus[run->params.cpu_count] = cpus[i];
		check_refused(run, EINVAL, URINGLAB_STEP_affinity);
		CHECK(run->live.ios, ==, 0);
		/* The partner of the second worker alone. */
		run->cpus[run->params.cpu_count] = run->cpus[0];
		run->cpus[run->params.cpu_count + 1] = cpus[i];
		run->params.partner_cpu_count = run->params.workers = 2;
		check_refused(run, EINVAL, URINGLAB_STEP_affinity);
		CHECK(run->live.ios, ==, 0);
		free_cell_run(run);
	}
}

static void test_no_cpu(const char *path, uint64_t setup_flags,
			enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell(path, setup_flags, wait);

	run->params.partner_cpu_count = 0;
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

/* An SQ thread that was given no CPU runs anywhere. */
static void test_free_sq_thread(const char *path)
{
	struct cell_run *run = new_waiting_cell(path, IORING_SETUP_SQPOLL,
						URINGLAB_WAIT_wait);

	run->params.partner_cpu_count = 0;
	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(run->live.ios, >, 0);
	free_cell_run(run);
}

static void test_sqpoll(const char *path)
{
	test_no_such_cpu(path, SQPOLL, URINGLAB_WAIT_wait);
	test_no_cpu(path, SQPOLL, URINGLAB_WAIT_wait);
	test_free_sq_thread(path);
	test_sq_threads_end(path);
	test_run_time(path, SQPOLL, URINGLAB_WAIT_spin);
	test_run_time(path, SQPOLL, URINGLAB_WAIT_eventfd);
	if (in_first_pid_namespace())
		test_sq_thread_cpus(path);
	else
		printf("which SQ thread is whose cannot be checked in a "
		       "container\n");
}

int main(void)
{
	struct target target = make_target(BLOCKS);
	static const enum uringlab_wait waits[] = {
		URINGLAB_WAIT_second_thread,
		URINGLAB_WAIT_eventfd,
	};

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		test_partner_cpus(target.path, waits[i]);
		/* The window's end finds the partner still there, each time. */
		for (int times = 0; times < 5; times++)
			test_run_time(target.path, 0, waits[i]);
		test_no_such_cpu(target.path, 0, waits[i]);
		test_no_cpu(target.path, 0, waits[i]);
	}
	test_window_of_eventfd(target.path);
	test_run_time(target.path, 0, URINGLAB_WAIT_wait);
	if (has_mode(SQPOLL))
		test_sqpoll(target.path);
	return 0;
}
