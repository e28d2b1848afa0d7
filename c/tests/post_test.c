/*
 * CQEs that one ring posts into another one: into rings of every mode, and what
 * the sender hears where there is no such ring, or no room in it.
 */
#include <errno.h>

#include "../compat.h"
#include "../post.h"
#include "../ring.h"
#include "waits.h"

static struct io_uring sender;
static bool ringless; /* whether CQEs are posted without it */

static int post(int fd, uint64_t user_data)
{
	return ringless ? post_cqe_ringless(fd, user_data) :
			  post_cqe(&sender, fd, user_data);
}

static void open_target(struct io_uring *target, unsigned setup_flags)
{
	CHECK(io_uring_queue_init(2, target, setup_flags), ==, 0);
}

static unsigned flags_of(const struct io_uring *ring)
{
	return IO_URING_READ_ONCE(*ring->sq.kflags);
}

/* Takes the next CQE of a ring, whose user_data is to be this one. */
static void take(struct io_uring *target, uint64_t user_data)
{
	struct io_uring_cqe *cqe;

	CHECK(io_uring_wait_cqe(target, &cqe), ==, 0);
	CHECK(cqe->user_data, ==, user_data);
	CHECK(cqe->res, ==, 0);
	io_uring_cqe_seen(target, cqe);
}

/*
 * Only where work is deferred has the target to enter the kernel for a CQE; of
 * all others it lies in the CQ when the sender's call returns.
 */
static void test_mode(unsigned setup_flags)
{
	bool deferred = setup_flags & IORING_SETUP_DEFER_TASKRUN;
	struct io_uring target;

	open_target(&target, setup_flags);
	for (uint64_t user_data = 7; user_data < 12; user_data++) {
		CHECK(post(target.ring_fd, user_data), ==, 0);
		if (!deferred)
			CHECK(io_uring_cq_ready(&target), ==, 1);
		take(&target, user_data);
	}
	CHECK(io_uring_cq_ready(&sender), ==, 0);
	io_uring_queue_exit(&target);
}

static void test_no_ring(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	CHECK(post(-1, 1), ==, EBADF);
	CHECK(post(fd, 1), ==, EBADFD);
	CHECK(io_uring_cq_ready(&sender), ==, 0);
	close(fd);
}

/* The kernel keeps what the CQ has no room for, and says so in the SQ's flags. */
static void test_full_queue(void)
{
	struct io_uring target;
	unsigned room;

	open_target(&target, 0);
	room = *target.cq.kring_entries;
	for (uint64_t i = 0; i <= room; i++) {
		CHECK(flags_of(&target) & IORING_SQ_CQ_OVERFLOW, ==, 0);
		CHECK(post(target.ring_fd, i), ==, 0);
	}
	CHECK(flags_of(&target) & IORING_SQ_CQ_OVERFLOW, !=, 0);
	for (uint64_t i = 0; i <= room; i++)
		take(&target, i);
	CHECK(flags_of(&target) & IORING_SQ_CQ_OVERFLOW, ==, 0);
	io_uring_queue_exit(&target);
}

static void test_all(void)
{
	for (unsigned m = 0; m < MODES; m++)
		if (modes[m].setup_flags != SQPOLL &&
		    has_mode(modes[m].setup_flags))
			test_mode(modes[m].setup_flags);
	test_no_ring();
	test_full_queue();
}

int main(void)
{
	CHECK(post_open(&sender), ==, 0);
	if (ring_takes(&sender, OP_MSG_RING) < 0)
		skip("messages between rings came with Linux 5.18");
	test_all();
	ringless = post_takes_ringless() == 0;
	if (ringless)
		test_all();
	io_uring_queue_exit(&sender);
	return 0;
}
