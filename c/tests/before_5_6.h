/*
 * A kernel before Linux 5.6, as a program sees it: it has io_uring, but neither
 * IORING_REGISTER_PROBE nor what that would tell of, IORING_OP_READ.
 */
#ifndef BEFORE_5_6_H
#define BEFORE_5_6_H

#include <liburing.h>

#include "seccomp.h"

/*
 * From now on the threads that this one makes, and all programs that it
 * becomes, are on such a kernel. Returns 0, or -1 with errno set.
 */
static inline int be_before_5_6(void)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_io_uring_register, 0, 3),
		LOAD_ARGUMENT(1), /* the opcode */
		IF_EQUAL(IORING_REGISTER_PROBE, 0, 1),
		REFUSE(EINVAL),
		ALLOW,
	};

	return INSTALL(filter);
}

#endif
