#include "ring.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

int ring_open(struct io_uring *ring, unsigned entries,
	      struct io_uring_params *params)
{
	int fd = io_uring_setup(entries, params);
	int ret;

	if (fd < 0)
		return fd;
	ret = io_uring_queue_mmap(fd, params, ring);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	ring->features = params->features;
	ring->enter_ring_fd = fd;
	/* The indirection is not used: each entry names its own SQE. */
	if (!(params->flags & IORING_SETUP_NO_SQARRAY))
		for (unsigned i = 0; i < params->sq_entries; i++)
			ring->sq.array[i] = i;
	return 0;
}

int ring_takes_reads(struct io_uring *ring)
{
	struct {
		struct io_uring_probe probe;
		struct io_uring_probe_op ops[IORING_OP_READ + 1];
	} answer = { 0 };
	int ret = io_uring_register_probe(ring, &answer.probe,
					  IORING_OP_READ + 1);

	/*
	 * The probe itself came with the same kernel, and says EINVAL before.
	 * Who forbids it for other reasons forbids no reads by that.
	 */
	if (ret < 0)
		return ret == -EINVAL ? ret : 0;
	return io_uring_opcode_supported(&answer.probe, IORING_OP_READ) ?
		       0 :
		       -EINVAL;
}

int ring_takes_any_file(const struct io_uring *ring)
{
	return ring->flags & IORING_SETUP_SQPOLL &&
			       !(ring->features & IORING_FEAT_SQPOLL_NONFIXED) ?
		       -EBADF :
		       0;
}
