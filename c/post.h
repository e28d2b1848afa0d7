/*
 * CQEs that are posted into other rings: by a ring, with IORING_OP_MSG_RING
 * (Linux 5.18), or without one (6.13). The other ring's flags alone decide how
 * the CQE gets there (__io_msg_ring_data, io_uring/msg_ring.c), so that the ring
 * here is an ordinary one.
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

/* The same by io_uring_register(2). */
int post_cqe_ringless(int fd, uint64_t user_data);

/* Whether the kernel has that call: 0 or -errno, -EINVAL where it has not. */
int post_takes_ringless(void);

#endif
