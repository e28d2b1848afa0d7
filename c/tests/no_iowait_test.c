/*
 * Without iowait every call that may wait carries IORING_ENTER_NO_IOWAIT, and a
 * kernel that does not know the flag is found out before a read is made.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "waits.h"
#include "../ring.h"

/*
 * From now on the threads that this one makes get EINVAL from
 * io_uring_enter(2) where of the flags in mask just these are set.
 */
static void refuse_calls(unsigned mask, unsigned flags)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_enter, 0, 4),
		/* The flags, whose lower half comes first (little-endian). */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[3])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, flags, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = filter,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
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
