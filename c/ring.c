#include "ring.h"

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
