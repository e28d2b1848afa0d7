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
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = filter,
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* The cell's threads inherit the filter. */
static void *run_without_write(void *argument)
{
	if (forbid_write())
		skip("seccomp filters are not to be had");
	run_cell(argument);
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
	run->params.bs = 8;
	run->params.mem_align = 64;
	run->params.waker_cpu_count = 1;
	run->cpus[2] = run->cpus[1];
	run->params.runtime_ns = HOUR;
	CHECK(pthread_create(&thread, NULL, run_without_write, run), ==, 0);
	CHECK(pthread_join(thread, NULL), ==, 0);
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
	return 0;
}
