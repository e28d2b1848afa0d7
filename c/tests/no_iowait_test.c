/*
 * Without iowait every call that may wait carries IORING_ENTER_NO_IOWAIT, and a
 * kernel that does not know the flag is found out before a read is made.
 */
#include <errno.h>
#include <sys/wait.h>

#include "../ring.h"
#include "seccomp.h"
#include "waits.h"

/*
 * From now on the threads that this one makes get EINVAL from
 * io_uring_enter(2) where of the flags in mask just these are set.
 */
static void refuse_calls(unsigned mask, unsigned flags)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_io_uring_enter, 0, 4),
		LOAD_ARGUMENT(3), /* its flags */
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask),
		IF_EQUAL(flags, 0, 1),
		REFUSE(EINVAL),
		ALLOW,
	};

	if (INSTALL(filter))
		skip("seccomp filters are not to be had");
}

/* A filter stays for good: each case has a process of its own. */
static void in_child(void (*test)(const char *path), const char *path)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		test(path);
		exit(0);
	}
	CHECK(waitpid(child, &status, 0), ==, child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		exit(77);
	CHECK(status, ==, 0);
}

/* The filter tells a call without the flag from one with it. */
static void test_with_iowait(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].submit_getevents = 0;
	refuse_calls(IORING_ENTER_GETEVENTS | IORING_ENTER_NO_IOWAIT,
		     IORING_ENTER_GETEVENTS);
	check_refused(run, EINVAL, URINGLAB_STEP_getevents);
	free_cell_run(run);
}

/* Waiting calls, submit calls that wait too, and those of a partner. */
static void test_every_call(const char *path)
{
	struct cell_run *run = new_cell(path);
	struct cell_run *partnered =
		new_waiting_cell(path, 0, URINGLAB_WAIT_second_thread);

	run->arms[0].no_iowait = partnered->arms[0].no_iowait = 1;
	/* However slow the build is: the partner hands over as many. */
	partnered->params.runtime_ns = 30 * SECOND;
	partnered->params.number_ios = 10;
	refuse_calls(IORING_ENTER_GETEVENTS | IORING_ENTER_NO_IOWAIT,
		     IORING_ENTER_GETEVENTS);
	check_measured(run);
	check_no_bad_reads(run);
	run->arms[0].submit_and_wait = 1;
	check_measured(run);
	free_cell_run(run);
	check_measured(partnered);
	CHECK(partnered->workers[0].partner_calls, >, 0);
	free_cell_run(partnered);
}

static void test_old_kernel(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].no_iowait = 1;
	run->params.ramp_ns = run->params.runtime_ns = HOUR;
	refuse_calls(IORING_ENTER_NO_IOWAIT, IORING_ENTER_NO_IOWAIT);
	check_refused(run, EINVAL, URINGLAB_STEP_getevents);
	CHECK(run->live.ios, ==, 0);
	free_cell_run(run);
}

/* Whether this kernel knows the flag. */
static bool knows_the_flag(void)
{
	struct io_uring_params params = { 0 };
	struct io_uring ring;
	int ret = ring_open(&ring, 4, &params);

	CHECK(ret, ==, 0);
	ret = ring_enter(ring.ring_fd, 0, 0,
			 IORING_ENTER_GETEVENTS | IORING_ENTER_NO_IOWAIT);
	io_uring_queue_exit(&ring);
	return ret == 0;
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	in_child(test_old_kernel, target.path);
	in_child(test_with_iowait, target.path);
	if (!knows_the_flag())
		skip("IORING_ENTER_NO_IOWAIT came with Linux 6.15");
	in_child(test_every_call, target.path);
	return 0;
}
