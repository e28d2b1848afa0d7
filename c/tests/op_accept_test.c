/*
 * Which connection is whose: an operation that accepts and its waker, step by
 * step and without a cell. Requests that end before their time, connections
 * that are reset or taken for another's, and kernels that lack a way to accept.
 */
#include <errno.h>
#include <sys/socket.h>

#include "../dial.h"
#include "../op_accept.h"
#include "../ring.h"
#include "../serve.h"
#include "before_5_6.h"
#include "cell.h"

#define SLOTS 8

/* A lane's operation and what its waker has, without a cell. */
struct by_hand {
	struct uringlab_cell_params cell;
	struct uringlab_arm_params arm;
	struct ask asks[SLOTS];
	_Atomic uint64_t sent_ns[SLOTS];
	int read_fds[SLOTS], write_fds[SLOTS];
	struct op op;
	struct io_uring ring;
};

static void free_by_hand(struct by_hand *h)
{
	io_uring_queue_exit(&h->ring);
	wake_close(&h->op.wake);
	free(h);
}

/*
 * SLOTS connections have been asked for, of slots in falling order. NULL where
 * the kernel lacks the way to accept.
 */
static struct by_hand *new_by_hand(enum uringlab_accept accept,
				   unsigned cq_entries)
{
	struct by_hand *h = calloc(1, sizeof(*h));
	struct io_uring_params params = { .flags = IORING_SETUP_CQSIZE,
					  .cq_entries = cq_entries };
	enum uringlab_step step;
	int ret;

	CHECK(h != NULL, ==, true);
	h->cell.load = URINGLAB_LOAD_accept;
	h->arm.accept = accept;
	h->op.cell = &h->cell;
	h->op.params = &h->arm;
	h->op.wake = (struct wake){
		.load = URINGLAB_LOAD_accept,
		.iodepth = SLOTS,
		.asks = h->asks,
		.sent_ns = h->sent_ns,
		.read_fds = h->read_fds,
		.write_fds = h->write_fds,
	};
	CHECK(wake_open(&h->op.wake, &step), ==, 0);
	CHECK(ring_open(&h->ring, cq_entries, &params), ==, 0);
	ret = accept_check(&h->op, &h->ring, params.features, &step);
	if (ret) {
		CHECK(ret, ==, -EINVAL);
		CHECK(accept, ==, URINGLAB_ACCEPT_multishot);
		free_by_hand(h);
		return NULL;
	}
	for (unsigned slot = SLOTS; slot--;)
		wake_ask(&h->op.wake, slot, 0);
	wake_show(&h->op.wake);
	return h;
}

/* Submits a request to accept, where none waits. */
static void arm(struct by_hand *h, unsigned slot)
{
	accept_prepare(&h->op, slot, &h->ring);
	if (ring_prepared(&h->ring)) {
		unsigned count = ring_prepared(&h->ring);

		ring_flush_sqes(&h->ring);
		CHECK(ring_enter(h->ring.ring_fd, count, 0, 0), ==, count);
	}
}

/* Takes what is there: how many connections, whose slots are noted. */
static unsigned take(struct by_hand *h, uint64_t *slots)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0, taken = 0;

	CHECK(ring_enter(h->ring.ring_fd, 0, 0, IORING_ENTER_GETEVENTS), ==, 0);
	io_uring_for_each_cqe(&h->ring, head, cqe) {
		taken += accept_completes(&h->op, cqe, &slots[taken]);
		seen++;
	}
	io_uring_cq_advance(&h->ring, seen);
	return taken;
}

static void serve(struct by_hand *h)
{
	struct failure failure = { 0 };
	struct presence presence = { 0 };

	CHECK(serve_asked(&h->op.wake, NULL, &presence, &failure), ==, SLOTS);
	CHECK(failure.error, ==, 0);
}

/* Where the kernel lacks what came with 5.19, and where nothing needs that. */
static void test_old_kernel(void)
{
	struct io_uring_params params = { 0 };
	enum uringlab_step step;
	struct by_hand h = { .cell = { .load = URINGLAB_LOAD_accept } };
	int table[1];

	h.op.cell = &h.cell;
	h.op.params = &h.arm;
	CHECK(ring_open(&h.ring, 4, &params), ==, 0);
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, 0);
	CHECK(h.op.silent_flags, ==, 0);
	h.op.wake.table = table;
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, -EINVAL);
	CHECK(step, ==, URINGLAB_STEP_accept_kind);
	h.op.wake.table = NULL;
	h.arm.accept = URINGLAB_ACCEPT_multishot;
	CHECK(accept_check(&h.op, &h.ring, 0, &step), ==, -EINVAL);
	CHECK(step, ==, URINGLAB_STEP_accept_kind);
	io_uring_queue_exit(&h.ring);
}

/* A CQ without room ends a multishot request: another one takes its place. */
static void test_rearmed(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_multishot, 2);
	uint64_t slots[SLOTS + 4];
	unsigned taken = 0;

	if (!h)
		return;
	arm(h, 0);
	serve(h);
	while (taken < SLOTS) {
		unsigned more = take(h, &slots[taken]);

		CHECK(h->op.broken, ==, 0);
		CHECK(more, >, 0);
		taken += more;
		if (!h->op.accepts.waits)
			arm(h, slots[taken - 1] == 0 ? 1 : 0);
	}
	CHECK(taken, ==, SLOTS);
	CHECK(h->op.rearms, >, 0);
	for (unsigned i = 0; i < SLOTS; i++)
		CHECK(slots[i], ==, SLOTS - 1 - i);
	free_by_hand(h);
}

/*
 * A peer may have reset its connection before anybody accepts it. Linux says
 * ECONNABORTED only to those who ask for its address, and we do not.
 */
static void test_reset_before(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_single, 16);
	uint64_t slots[SLOTS];

	serve(h);
	CHECK(close(h->write_fds[SLOTS - 1]), ==, 0);
	h->write_fds[SLOTS - 1] = -1;
	arm(h, 0);
	CHECK(take(h, slots), ==, 1);
	CHECK(h->op.broken, ==, 0);
	CHECK(slots[0], ==, SLOTS - 1);
	free_by_hand(h);
}

/* The waker sees that another slot's connection was closed for that of one. */
static void test_mistaken(void)
{
	struct by_hand *h = new_by_hand(URINGLAB_ACCEPT_single, 16);
	struct wake *wake = &h->op.wake;
	enum uringlab_step step;
	int accepted[SLOTS];

	serve(h);
	for (unsigned i = 0; i < SLOTS; i++)
		accepted[i] = accept(wake->listener, NULL, NULL);
	/* Slot 6 is asked for; its connection is on the way to be closed. */
	CHECK(dial_prepare(wake, 6, &step), ==, 0);
	CHECK(dial_connect(wake, 6), ==, 0);
	/* That of slot 4 is closed, and slot 5 asked for. */
	CHECK(close(accepted[SLOTS - 1 - 4]), ==, 0);
	CHECK(dial_prepare(wake, 5, &step), ==, EPROTO);
	CHECK(step, ==, URINGLAB_STEP_accept);
	/* With slot 4 asked for as well, it is in order. */
	wake_ask(wake, 4, 0);
	wake_show(wake);
	CHECK(dial_prepare(wake, 5, &step), ==, 0);
	for (unsigned i = 0; i < SLOTS; i++)
		close(accepted[i]);
	free_by_hand(h);
}

int main(void)
{
	test_rearmed();
	test_reset_before();
	test_mistaken();
	/* Last: a filter cannot be taken off again. */
	if (!be_before_5_6())
		test_old_kernel();
	return 0;
}
