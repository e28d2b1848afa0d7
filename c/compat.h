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

/* What a ring can do. */
#ifndef IORING_FEAT_SQPOLL_NONFIXED /* 5.11 */
#define IORING_FEAT_SQPOLL_NONFIXED (1U << 7)
#endif

/* What the kernel tells in the SQ ring's flags. */
#ifndef IORING_SQ_TASKRUN /* 5.19 */
#define IORING_SQ_TASKRUN (1U << 2)
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
