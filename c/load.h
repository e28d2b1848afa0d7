/* What kinds of load there are: enum uringlab_load. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>

#include "uringlab.h"

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
