/*
 * What newer headers have and older ones lack: nothing here needs more than
 * liburing 0.7 (Debian 11) and Linux 5.8's headers to be compiled. What the
 * running kernel has is found out by asking it. Values are the kernel's
 * (include/uapi/linux/io_uring.h) and never change.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Flags of io_uring_setup(2), by the Linux that brought them. */
#ifndef IORING_SETUP_COOP_TASKRUN /* 5.19 */
#define IORING_SETUP_COOP_TASKRUN (1U << 8)
#endif
#ifndef IORING_SETUP_TASKRUN_FLAG /* 5.19 */
#define IORING_SETUP_TASKRUN_FLAG (1U << 9)
#endif
#ifndef IORING_SETUP_SINGLE_ISSUER /* 6.0 */
#define IORING_SETUP_SINGLE_ISSUER (1U << 12)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN /* 6.1 */
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif
/* 6.6: SQEs are taken in their own order, and there is no sq.array. */
#ifndef IORING_SETUP_NO_SQARRAY
#define IORING_SETUP_NO_SQARRAY (1U << 16)
#endif

#ifndef MADV_POPULATE_WRITE /* 5.14 */
#define MADV_POPULATE_WRITE 23
#endif

/* What a ring can do. */
#ifndef IORING_FEAT_SQPOLL_NONFIXED /* 5.11 */
#define IORING_FEAT_SQPOLL_NONFIXED (1U << 7)
#endif

#ifndef IORING_FEAT_CQE_SKIP /* 5.17 */
#define IORING_FEAT_CQE_SKIP (1U << 11)
#endif
#ifndef IORING_FEAT_RECVSEND_BUNDLE /* 6.10 */
#define IORING_FEAT_RECVSEND_BUNDLE (1U << 14)
#endif

/* What the kernel tells in the SQ ring's flags. */
#ifndef IORING_SQ_TASKRUN /* 5.19 */
#define IORING_SQ_TASKRUN (1U << 2)
#endif

/* Flags of an SQE and a CQE, which are enums or came later than 5.8. */
#ifndef IOSQE_CQE_SKIP_SUCCESS /* 5.17 */
#define IOSQE_CQE_SKIP_SUCCESS (1U << 6)
#endif
#ifndef IORING_CQE_F_MORE /* 5.13 */
#define IORING_CQE_F_MORE (1U << 1)
#endif

/* Of an SQE that receives, in ioprio. */
#ifndef IORING_RECVSEND_POLL_FIRST /* 5.19 */
#define IORING_RECVSEND_POLL_FIRST (1U << 0)
#endif
#ifndef IORING_RECV_MULTISHOT /* 6.0 */
#define IORING_RECV_MULTISHOT (1U << 1)
#endif
#ifndef IORING_RECVSEND_BUNDLE /* 6.10 */
#define IORING_RECVSEND_BUNDLE (1U << 4)
#endif

/* Of an SQE that accepts, in ioprio and file_index. */
#ifndef IORING_ACCEPT_MULTISHOT /* 5.19 */
#define IORING_ACCEPT_MULTISHOT (1U << 0)
#endif
#ifndef IORING_FILE_INDEX_ALLOC /* 5.19 */
#define IORING_FILE_INDEX_ALLOC (~0U)
#endif

/* Flags of io_uring_enter(2). */
#ifndef IORING_ENTER_REGISTERED_RING /* 5.18 */
#define IORING_ENTER_REGISTERED_RING (1U << 4)
#endif
#ifndef IORING_ENTER_NO_IOWAIT /* 6.15 */
#define IORING_ENTER_NO_IOWAIT (1U << 7)
#endif

/*
 * IORING_OP_FUTEX_WAIT, an enum too, and the flags of a futex of 32 bits in
 * this process alone; 6.7 (include/uapi/linux/futex.h).
 */
#define OP_FUTEX_WAIT 51
#define FUTEX_U32_PRIVATE (0x02U | 128U)

/* IORING_REGISTER_SEND_MSG_RING, 6.13: no ring's, so that its descriptor is -1. */
#define REGISTER_SEND_MSG_RING 31

/* IORING_OP_MSG_RING, 5.18. With the command 0, in addr, it posts a CQE. */
#define OP_MSG_RING 40

/*
 * The kernel tells which operations it knows, but not which flags of an SQE. So
 * it is asked for an operation that came with the flag: IORING_OP_SOCKET (5.19)
 * for IORING_RECVSEND_POLL_FIRST, for IORING_ACCEPT_MULTISHOT and for
 * IORING_FILE_INDEX_ALLOC, IORING_OP_SEND_ZC (6.0) for IORING_RECV_MULTISHOT.
 */
#define OP_SOCKET 45
#define OP_SEND_ZC 47

/* IORING_REGISTER_PBUF_RING, 5.19, and struct io_uring_buf_reg. */
#define REGISTER_PBUF_RING 22
struct buffer_ring_register {
	uint64_t ring_addr;
	uint32_t entries;
	uint16_t group, flags;
	uint64_t reserved[3];
};

/*
 * struct io_uring_buf: an entry of the ring of provided buffers. The tail of
 * the ring is where the first entry has nothing.
 */
struct provided_buffer {
	uint64_t addr;
	uint32_t len;
	uint16_t id;
	uint16_t tail; /* of entry 0 */
};

/* Of io_uring_register(2), 5.18; IORING_* of the kernel, which are enums. */
#define REGISTER_RING_FDS 20
#define UNREGISTER_RING_FDS 21

/* struct io_uring_rsrc_update, 5.13. */
struct ring_fd_update {
	uint32_t offset, reserved;
	uint64_t data;
};

/* 6.1. Without it in the headers the alignment is taken from elsewhere. */
#ifndef STATX_DIOALIGN
#define STATX_DIOALIGN 0
#endif

#endif
