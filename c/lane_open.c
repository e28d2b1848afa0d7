#define _GNU_SOURCE
#include "lane_open.h"

#include <errno.h>
#include <pthread.h>

#include "op_accept.h"
#include "op_socket.h"
#include "plain.h"
#include "post.h"
#include "ring.h"
#include "snapshot.h"

/*
 * Rings with an SQ thread are made one at a time in the whole process, so that
 * the thread that was made last is that of the ring at hand.
 */
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

/*
 * A slot needs one SQE at a time, or two: one that sends and one that receives,
 * or one that closes and one that accepts. With SQPOLL there are twice as many:
 * the SQ thread gives entries back only when it has submitted all that it found
 * (io_submit_sqes), so that those of I/Os which have completed meanwhile, and
 * those of the I/Os that follow them, are in use at the same time.
 */
static unsigned ring_entries(uint64_t load, const struct uringlab_arm_params *p)
{
	unsigned sqes = load_has_connections(load) ? 2 * p->iodepth :
						     p->iodepth;

	return p->setup_flags & IORING_SETUP_SQPOLL ? 2 * sqes : sqes;
}

/*
 * The SQ thread gives itself its name, by which it is found, when it runs for
 * the first time (io_sq_thread): it has, when a NOP has completed.
 */
static int start_sq_thread(struct lane *l)
{
	int ret;

	io_uring_prep_nop(io_uring_get_sqe(&l->ring));
	ring_flush_sqes(&l->ring);
	ret = ring_enter(l->ring.ring_fd, 1, 1,
			 IORING_ENTER_SQ_WAKEUP | IORING_ENTER_GETEVENTS);
	if (ret < 0)
		return fail(l->failure, -ret, URINGLAB_STEP_submit);
	io_uring_cq_advance(&l->ring, 1);
	l->sq_tid = newest_sq_thread();
	return 0;
}

/* What the kernel need not look up again for every I/O. */
static int register_resources(struct lane *l)
{
	const struct uringlab_arm_params *p = l->params;
	struct iovec buffers = {
		.iov_base = l->op.buffers,
		.iov_len = p->iodepth * l->op.buffer_stride,
	};
	int ret;

	if (p->fixedbufs && load_reads(l->cell->load)) {
		ret = io_uring_register_buffers(&l->ring, &buffers, 1);
		if (ret < 0)
			return fail(l->failure, -ret, URINGLAB_STEP_buffers);
	}
	ret = op_register_files(&l->op, &l->ring);
	if (ret < 0)
		return fail(l->failure, -ret, URINGLAB_STEP_files);
	if (p->registered_ring_fd) {
		/* For this thread alone: its partner enters by ring_fd. */
		ret = ring_register_fd(&l->ring);
		if (ret < 0)
			return fail(l->failure, -ret, URINGLAB_STEP_ring_fd);
		l->enter_fd = ret;
		l->enter_flags = IORING_ENTER_REGISTERED_RING;
	}
	return 0;
}

/*
 * Sleeping in io_uring_enter(2) is no iowait, from then on. A kernel without
 * IORING_FEAT_NO_IOWAIT refuses the flag in every call, so one that waits for
 * nothing finds out (io_uring_enter, io_uring/io_uring.c).
 */
static int leave_iowait(struct lane *l)
{
	int ret;

	l->enter_flags |= IORING_ENTER_NO_IOWAIT;
	ret = ring_enter(l->enter_fd, 0, 0,
			 l->enter_flags | IORING_ENTER_GETEVENTS);
	return ret < 0 ? fail(l->failure, -ret, URINGLAB_STEP_getevents) : 0;
}

/*
 * The operation that completes I/Os, and the step of a kernel that lacks it.
 * What is older than reads is there wherever they are.
 */
static unsigned opcode_of(uint64_t load, enum uringlab_step *step)
{
	switch (load) {
	case URINGLAB_LOAD_futex:
		*step = URINGLAB_STEP_op_futex;
		return OP_FUTEX_WAIT;
	case URINGLAB_LOAD_msg_ring:
		*step = URINGLAB_STEP_op_msg_ring;
		return OP_MSG_RING;
	default:
		*step = URINGLAB_STEP_op_read;
		return IORING_OP_READ;
	}
}

/* Whether the waker has the call by which it is to complete I/Os: 0 or -1. */
static int check_send(struct lane *l)
{
	int ret = l->cell->load == URINGLAB_LOAD_msg_ring &&
				  l->params->send == URINGLAB_SEND_register ?
			  post_takes_ringless() :
			  0;

	return ret < 0 ? fail(l->failure, -ret, URINGLAB_STEP_send_msg_ring) :
			 0;
}

/* What every I/O needs of the kernel, in a step of its own where it lacks. */
static int check_kernel(struct lane *l, const struct io_uring_params *params)
{
	enum uringlab_step step;
	int ret = ring_takes(&l->ring, opcode_of(l->cell->load, &step));

	if (ret < 0)
		return fail(l->failure, -ret, step);
	if (check_send(l))
		return -1;
	if (load_is_socket(l->cell->load)) {
		ret = socket_register(&l->op, &l->ring, params->features, &step);
		if (ret < 0)
			return fail(l->failure, -ret, step);
	}
	if (l->cell->load == URINGLAB_LOAD_accept) {
		ret = accept_check(&l->op, &l->ring, params->features, &step);
		if (ret < 0)
			return fail(l->failure, -ret, step);
	}
	if (l->params->registerfiles || !load_has_files(l->cell->load))
		return 0;
	ret = ring_takes_any_file(params);
	if (ret < 0)
		return fail(l->failure, -ret, URINGLAB_STEP_any_file);
	return 0;
}

/* Makes the ring; with SQPOLL its thread has run when this returns. */
static int open_ring(struct lane *l, uint64_t sq_thread_cpu)
{
	struct io_uring_params params = { .flags = l->params->setup_flags };
	int ret;

	if (params.flags & IORING_SETUP_SQ_AFF)
		params.sq_thread_cpu = sq_thread_cpu;
	ret = ring_open(&l->ring, ring_entries(l->cell->load, l->params), &params);
	if (ret < 0)
		return fail(l->failure, -ret, URINGLAB_STEP_ring);
	l->has_ring = true;
	l->enter_fd = l->op.wake.ring_fd = l->ring.ring_fd;
	if (check_kernel(l, &params))
		return -1;
	lane_init(l);
	return params.flags & IORING_SETUP_SQPOLL ? start_sq_thread(l) : 0;
}

int lane_open(struct lane *l, uint64_t sq_thread_cpu)
{
	bool sq_thread = l->params->setup_flags & IORING_SETUP_SQPOLL;
	enum uringlab_step step;
	int ret;

	l->sq_tid = -1;
	ret = wake_open(&l->op.wake, &step);
	if (ret < 0)
		return fail(l->failure, -ret, step);
	if (lane_is_plain(l))
		return plain_open(l);
	if (sq_thread)
		pthread_mutex_lock(&making);
	ret = open_ring(l, sq_thread_cpu);
	if (sq_thread)
		pthread_mutex_unlock(&making);
	if (ret)
		return -1;
	if (register_resources(l))
		return -1;
	if (l->params->no_iowait && leave_iowait(l))
		return -1;
	l->submit_flags = l->enter_flags;
	if (l->params->submit_getevents)
		l->submit_flags |= IORING_ENTER_GETEVENTS;
	op_prepare_all(&l->op, &l->ring);
	return 0;
}

void lane_close(struct lane *l)
{
	if (l->has_ring && l->enter_flags & IORING_ENTER_REGISTERED_RING)
		ring_unregister_fd(&l->ring, l->enter_fd);
	if (l->has_ring && l->cell->load == URINGLAB_LOAD_accept)
		accept_close_untaken(&l->op, &l->ring);
	if (l->has_ring)
		io_uring_queue_exit(&l->ring);
	plain_close(l);
	/* Last: a receive that still waited has let go of its socket by now. */
	wake_close(&l->op.wake);
}
