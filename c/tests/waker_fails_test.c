/*
 * A waker that cannot go on, as its call is refused: the cell ends at once and
 * says which call that was, whatever its window was to be.
 */
#include <errno.h>

#include "load_cell.h"
#include "seccomp.h"

/* Also sendto(2), which send(2) is. */
static int forbid_write(void)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_write, 1, 0),
		IF_EQUAL(SYS_sendto, 0, 1),
		REFUSE(EIO),
		ALLOW,
	};

	return INSTALL(filter);
}

/* io_uring_enter(2) that submits, which of msg_ring only the waker does. */
static int forbid_submission(void)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_io_uring_enter, 0, 3),
		LOAD_ARGUMENT(1), /* the number of SQEs */
		IF_EQUAL(0, 1, 0),
		REFUSE(EIO),
		ALLOW,
	};

	return INSTALL(filter);
}

/* The cell's threads inherit the filter. */
static void *run_forbidden(void *argument)
{
	struct cell_run *run = argument;

	if (load_submits(run->params.load) ? forbid_write() :
					     forbid_submission())
		skip("seccomp filters are not to be had");
	run_cell(run);
	return NULL;
}

static void test_refused(enum uringlab_load load)
{
	struct cell_run *run = new_load_cell(load, 0, URINGLAB_WAIT_wait);
	struct belongings before = count_belongings();
	uint64_t began = uringlab_now_ns();
	pthread_t thread;

	run->params.runtime_ns = HOUR;
	CHECK(pthread_create(&thread, NULL, run_forbidden, run), ==, 0);
	CHECK(pthread_join(thread, NULL), ==, 0);
	if (run->result.step == URINGLAB_STEP_op_msg_ring) {
		CHECK(run->ret, ==, -EINVAL);
		free_cell_run(run);
		return;
	}
	CHECK(run->ret, ==, -EIO);
	CHECK(run->result.step, ==, URINGLAB_STEP_send);
	CHECK(run->result.abandoned, ==, 0);
	CHECK(uringlab_now_ns() - began, <=, 20 * SECOND);
	check_nothing_left(before);
	free_cell_run(run);
}

int main(void)
{
	test_refused(URINGLAB_LOAD_eventfd);
	test_refused(URINGLAB_LOAD_pipe);
	test_refused(URINGLAB_LOAD_tcp);
	test_refused(URINGLAB_LOAD_msg_ring);
	return 0;
}
