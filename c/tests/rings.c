/*
 * rings HOW [CPU]: does one thing with a ring, over and over or once, until it
 * is killed. "watch" is tested on it.
 *
 * nops      1000 no-ops, no more
 * overflow  no-ops until CQEs wait beside the full queue, no more
 * wq        reads of /dev/zero by io_uring's own threads
 * idle      an SQ thread that finds nothing to do
 * shared    an SQ thread that is kept busy, on the CPU of the thread that does
 *           so: CPU
 */
#include <fcntl.h>
#include <liburing.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../affinity.h"

#define NOPS 1000
#define BLOCK (1 << 20)

static struct io_uring ring;

static void check(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "rings: %s: %s\n", what, strerror(-ret));
	exit(1);
}

static void submit_nop(void)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	/* An SQ thread has not taken the others yet. */
	if (!sqe)
		return;
	io_uring_prep_nop(sqe);
	check(io_uring_submit(&ring), "submit");
}

static void reap(void)
{
	struct io_uring_cqe *cqe;

	while (!io_uring_peek_cqe(&ring, &cqe))
		io_uring_cqe_seen(&ring, cqe);
}

static void nops(void)
{
	for (int i = 0; i < NOPS; i++) {
		submit_nop();
		reap();
	}
}

static void overflow(void)
{
	for (unsigned int i = 0; i < 2 * ring.cq.ring_entries; i++)
		submit_nop();
}

static _Noreturn void wq(void)
{
	static char buffer[BLOCK];
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct io_uring_cqe *cqe;

	check(zero, "/dev/zero");
	for (;;) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		io_uring_prep_read(sqe, zero, buffer, sizeof(buffer), 0);
		sqe->flags |= IOSQE_ASYNC;
		check(io_uring_submit(&ring), "submit");
		check(io_uring_wait_cqe(&ring, &cqe), "wait");
		io_uring_cqe_seen(&ring, cqe);
	}
}

static _Noreturn void shared(uint64_t cpu)
{
	struct cpu_mask mask;

	check(cpu_mask_of(&mask, &cpu, 1), "CPU");
	check(bind_thread(0, &mask), "affinity");
	for (;;) {
		submit_nop();
		reap();
	}
}

int main(int argc, char **argv)
{
	struct io_uring_params params = { 0 };
	const char *how = argc > 1 ? argv[1] : "";
	uint64_t cpu = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

	/* A test that fails must not leave it behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!strcmp(how, "idle") || !strcmp(how, "shared")) {
		params.flags = IORING_SETUP_SQPOLL;
		params.sq_thread_idle = 60000;
	}
	if (!strcmp(how, "shared")) {
		params.flags |= IORING_SETUP_SQ_AFF;
		params.sq_thread_cpu = cpu;
	}
	check(io_uring_queue_init_params(64, &ring, &params), "ring");
	if (!strcmp(how, "nops"))
		nops();
	else if (!strcmp(how, "overflow"))
		overflow();
	else if (!strcmp(how, "wq"))
		wq();
	else if (!strcmp(how, "shared"))
		shared(cpu);
	else if (!strcmp(how, "idle"))
		/* Before the first request it sleeps. */
		submit_nop();
	else {
		fprintf(stderr, "usage: rings "
				"nops|overflow|wq|idle|shared [CPU]\n");
		return 2;
	}
	/* It is ready; whoever reads this may look. */
	puts("done");
	fflush(stdout);
	for (;;)
		pause();
}
