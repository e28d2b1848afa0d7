/*
 * A ring that posts CQEs into other rings: IORING_OP_MSG_RING, Linux 5.18. The
 * other ring's flags alone decide how the CQE gets there (io_msg_ring_data,
 * io_uring/msg_ring.c), so this one is an ordinary ring.
 */
#ifndef POST_H
#define POST_H

#include <liburing.h>
#include <stdint.h>

/* Makes the ring: 0 or -errno. */
int post_open(struct io_uring *ring);

/*
 * Posts a CQE with this user_data and the result 0 into the ring with the
 * descriptor fd, by one system call: 0 or an errno. Of a full CQ the kernel keeps
 * it, as it does other CQEs; EOVERFLOW means that it had no memory for that.
 */
int post_cqe(struct io_uring *ring, int fd, uint64_t user_data);

#endif
