#define _GNU_SOURCE
#include "ring.h"

#include <stddef.h>

/* io_uring_setup(2), which liburing exports only since 2.3. */
static int ring_setup(unsigned entries, struct io_uring_params *params)
{
	int fd = syscall(SYS_io_uring_setup, entries, params);

	return fd < 0 ? -errno : fd;
}

/* io_uring_register(2) of a ring: what it answers, or -errno. */
static int ring_register(const struct io_uring *ring, unsigned opcode,
			 void *argument, unsigned count)
{
	int ret = syscall(SYS_io_uring_register, ring->ring_fd, opcode,
			  argument, count);

	return ret < 0 ? -errno : ret;
}

int ring_open(struct io_uring *ring, unsigned entries,
	      struct io_uring_params *params)
{
	int fd = ring_setup(entries, params);
	int ret;

	if (fd < 0)
		return fd;
	ret = io_uring_queue_mmap(fd, params, ring);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	/* liburing's queue_mmap does neither from 2.5 on, and did so before. */
	ring->ring_fd = fd;
	ring->flags = params->flags;
	/* The indirection is not used: each entry names its own SQE. */
	if (!(params->flags & IORING_SETUP_NO_SQARRAY))
		for (unsigned i = 0; i < params->sq_entries; i++)
			ring->sq.array[i] = i;
	return 0;
}

int ring_takes(struct io_uring *ring, unsigned opcode)
{
	struct {
		struct io_uring_probe probe;
		struct io_uring_probe_op ops[256]; /* as many as there may be */
	} answer = { 0 };
	int ret = io_uring_register_probe(ring, &answer.probe, opcode + 1);

	/*
	 * The probe came with the same kernel as the reads, the oldest that is
	 * asked for: an older one answers EINVAL. Another errno comes from a
	 * filter that forbids the probe, which says nothing about operations.
	 */
	if (ret < 0)
		return ret == -EINVAL ? ret : 0;
	return io_uring_opcode_supported(&answer.probe, opcode) ? 0 : -EINVAL;
}

int ring_takes_any_file(const struct io_uring_params *params)
{
	return params->flags & IORING_SETUP_SQPOLL &&
			       !(params->features &
				 IORING_FEAT_SQPOLL_NONFIXED) ?
		       -EBADF :
		       0;
}

int ring_register_fd(const struct io_uring *ring)
{
	struct ring_fd_update update = {
		.offset = UINT32_MAX, /* any that is free */
		.data = ring->ring_fd,
	};
	int ret = ring_register(ring, REGISTER_RING_FDS, &update, 1);

	return ret < 0 ? ret : (int)update.offset;
}

int ring_register_buffer_ring(const struct io_uring *ring,
			      struct provided_buffer *buffers, unsigned count)
{
	struct buffer_ring_register all = {
		.ring_addr = (uintptr_t)buffers,
		.entries = count,
	};
	int ret = ring_register(ring, REGISTER_PBUF_RING, &all, 1);

	return ret < 0 ? ret : 0;
}

void ring_unregister_fd(const struct io_uring *ring, unsigned index)
{
	struct ring_fd_update update = { .offset = index };

	ring_register(ring, UNREGISTER_RING_FDS, &update, 1);
}
