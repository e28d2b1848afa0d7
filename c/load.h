/* What kinds of load there are: a part of the boundary of uringlab.h. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What I/Os are. Those of eventfd, pipe and futex wait for a waker, a thread of
 * the cell's on a CPU of its own choice, which completes each of them by a
 * system call (waker.h).
 */
#define URINGLAB_LOADS(X)                                                      \
	X(read)    /* IORING_OP_READ of the target at a random offset */       \
	X(nop)     /* IORING_OP_NOP, which the submit call completes */        \
	X(eventfd) /* IORING_OP_READ of an eventfd of the I/O's own */         \
	X(pipe)    /* the same of a pipe */                                    \
	X(futex)   /* IORING_OP_FUTEX_WAIT on a futex of the I/O's own */      \
	X(timeout) /* IORING_OP_TIMEOUT, which one of the kernel's timers ends */

#define URINGLAB_LOAD(name) URINGLAB_LOAD_##name,
enum uringlab_load { URINGLAB_LOADS(URINGLAB_LOAD) };
#undef URINGLAB_LOAD

/* Whether a thread of the cell's completes the I/Os, by a system call each. */
static inline bool load_has_waker(uint64_t load)
{
	return load == URINGLAB_LOAD_eventfd || load == URINGLAB_LOAD_pipe ||
	       load == URINGLAB_LOAD_futex;
}

/* Whether it is known when the cause of a completion came about. */
static inline bool load_is_delivered(uint64_t load)
{
	return load_has_waker(load) || load == URINGLAB_LOAD_timeout;
}

/* Whether the I/Os are reads of a descriptor into a buffer. */
static inline bool load_reads(uint64_t load)
{
	return load == URINGLAB_LOAD_read || load == URINGLAB_LOAD_eventfd ||
	       load == URINGLAB_LOAD_pipe;
}

#endif
