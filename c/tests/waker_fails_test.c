/*
 * A waker that cannot go on, as its call is refused: the cell ends at once and
 * says which call that was, whatever its window was to be.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "waits.h"

static int install(struct sock_filter *filter, unsigned short length)
{
	struct sock_fprog program = { .len = length, .filter = filter };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Also sendto(2), which send(2) is. */
static int forbid_write(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return install(filter, sizeof(filter) / sizeof(filter[0]));
}

/* io_uring_enter(2) that submits, which of msg_ring only the waker does. */
static int forbid_submission(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_enter, 0, 3),
		/* The number of SQEs; its lower half is first (little-endian). */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return install(filter, sizeof(filter) / sizeof(filter[0]));
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
	struct cell_run *run = new_waiting_cell("", 0, URINGLAB_WAIT_wait);
	struct belongings before = count_belongings();
	uint64_t began = uringlab_now_ns();
	pthread_t thread;

	run->params.load = load;
	run->params.verify = 0;
	run->params.bs = load_is_socket(load) ? 64 : 8;
	run->params.mem_align = 64;
	run->params.waker_cpu_count = 1;
	run->cpus[2] = run->cpus[1];
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
