/* Ways to use a ring that need no other thread. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "ring.h"

#define NOPS 1000
#define BATCH 32

static void submit_nop(void)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	/* An SQ thread has not taken the others yet. */
	if (!sqe)
		return;
	io_uring_prep_nop(sqe);
	check(io_uring_submit(&ring), "submit");
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

/* Before its first request the SQ thread sleeps. */
static void idle(void)
{
	submit_nop();
}

static void shared(void)
{
	for (;;) {
		submit_nop();
		reap();
	}
}

static void wq(void)
{
	int zero = zero_file();

	for (;;) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		io_uring_prep_read(sqe, zero, block, sizeof(block), 0);
		sqe->flags |= IOSQE_ASYNC;
		check(io_uring_submit_and_wait(&ring, 1), "submit");
		reap();
	}
}

static void unregistered(void)
{
	int zero = zero_file();

	for (;;) {
		for (int i = 0; i < BATCH; i++)
			io_uring_prep_read(io_uring_get_sqe(&ring), zero, block,
					   1, 0);
		check(io_uring_submit(&ring), "submit");
		reap();
	}
}

static void iowait(void)
{
	struct __kernel_timespec timeout = { .tv_nsec = 50 * 1000 * 1000 };
	struct io_uring_cqe *cqe;
	int event = eventfd(0, EFD_CLOEXEC);

	check(event, "eventfd");
	io_uring_prep_poll_add(io_uring_get_sqe(&ring), event, POLLIN);
	check(io_uring_submit(&ring), "submit");
	while (io_uring_wait_cqe_timeout(&ring, &cqe, &timeout) == -ETIME)
		;
}

const struct way ways_alone[] = {
	{ .name = "nops", .run = nops },
	{ .name = "overflow", .run = overflow },
	{ .name = "wq", .run = wq },
	{ .name = "idle", .run = idle, .flags = IORING_SETUP_SQPOLL },
	{ .name = "shared", .run = shared,
	  .flags = IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF },
	{ .name = "unregistered", .run = unregistered, .flags = DEFER },
	{ .name = "iowait", .run = iowait, .flags = DEFER },
	{ 0 },
};
