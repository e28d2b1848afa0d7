/*
 * Reads that never complete: from a FIFO whose writer says nothing. Linux has
 * no O_DIRECT for a FIFO, so the engine's open() is answered from here, without
 * that flag; all else, the ring and its reads above all, is as ever.
 */
#include <errno.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "waits.h"

#define WORKERS 2
#define IODEPTH 4

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list arguments;

		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	return syscall(SYS_openat, AT_FDCWD, path, flags & ~O_DIRECT, mode);
}

static struct cell_run *new_stuck_cell(const struct target *fifo, uint64_t mode)
{
	struct cell_run *run = new_cell(fifo->path);

	run->arms[0].setup_flags = mode;
	run->params.workers = WORKERS;
	run->arms[0].iodepth = IODEPTH;
	run->params.ramp_ns = 0;
	run->params.runtime_ns = 10 * MS;
	run->params.drain_timeout_ns = 50 * MS;
	return run;
}

static void test_mode(const struct target *fifo, uint64_t mode)
{
	struct cell_run *run;

	if (uringlab_probe_ring(mode, IODEPTH) < 0)
		return;
	run = new_stuck_cell(fifo, mode);
	check_refused(run, ETIMEDOUT, URINGLAB_STEP_drain);
	CHECK(run->result.in_flight, ==, WORKERS * IODEPTH);
	CHECK(run->result.stopped, ==, 0);
	CHECK(run->live.ios, ==, 0);
	free_cell_run(run);
}

/* Nor does it hold up a worker that computes, its partner or its SQ thread. */
static void test_wait(const struct target *fifo, uint64_t mode,
		      enum uringlab_wait wait)
{
	struct cell_run *run = new_stuck_cell(fifo, mode);

	run->arms[0].wait = wait;
	run->arms[0].thinktime_ns = THINKTIME_NS;
	run->cpus[run->params.cpu_count] = run->cpus[0];
	run->params.partner_cpu_count = 1;
	check_refused(run, ETIMEDOUT, URINGLAB_STEP_drain);
	CHECK(run->result.in_flight, ==, WORKERS * IODEPTH);
	CHECK(run->live.ios, ==, 0);
	free_cell_run(run);
}

/* Some reads of the batch complete, the others never do. */
static void test_some(const struct target *fifo)
{
	struct cell_run *run = new_stuck_cell(fifo, 0);
	char byte = 0;

	CHECK(write(fifo->fd, &byte, 1), ==, 1);
	run->arms[0].iodepth_batch_complete_min = IODEPTH;
	run->arms[0].iodepth_batch_complete_max = IODEPTH;
	check_refused(run, ETIMEDOUT, URINGLAB_STEP_drain);
	CHECK(run->result.in_flight, ==, WORKERS * IODEPTH - 1);
	CHECK(run->arm_results[0].short_reads, ==, 1);
	free_cell_run(run);
}

/* Being stopped does not make the reads complete either. */
static void test_stopped(const struct target *fifo)
{
	struct belongings before = count_belongings();
	struct cell_run *run = new_stuck_cell(fifo, 0);
	char byte = 0;

	run->params.workers = 1;
	run->params.runtime_ns = HOUR;
	start_cell(run);
	/* One read completes, so that the others are known to be on their way. */
	CHECK(write(fifo->fd, &byte, 1), ==, 1);
	while (!__atomic_load_n(&run->live.ios, __ATOMIC_RELAXED))
		sleep_ms(1);
	stop_cell(run);
	CHECK(join_cell(run), ==, -ETIMEDOUT);
	CHECK(run->result.step, ==, URINGLAB_STEP_drain);
	CHECK(run->result.stopped, ==, 1);
	CHECK(run->result.abandoned, ==, 0);
	CHECK(run->result.in_flight, >=, IODEPTH - 1);
	check_nothing_left(before);
	free_cell_run(run);
}

int main(void)
{
	struct target fifo = make_fifo(O_RDWR);

	test_mode(&fifo, 0);
	test_mode(&fifo, IORING_SETUP_COOP_TASKRUN);
	test_mode(&fifo,
		  IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
	for (unsigned wait = 0; wait < WAITS; wait++) {
		test_wait(&fifo, 0, wait);
		if (has_mode(SQPOLL))
			test_wait(&fifo, SQPOLL, wait);
	}
	test_some(&fifo);
	test_stopped(&fifo);
	return 0;
}
