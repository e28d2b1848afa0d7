/* The steps that failed: the first in a thread, and that of a cell. */
#ifndef FAILURE_H
#define FAILURE_H

#include "uringlab.h"

/* Of one thread. */
struct failure {
	int error; /* errno; 0: none has failed */
	enum uringlab_step step;
};

/* Notes a failure unless there was one before; returns -1. */
static inline int fail(struct failure *failure, int error,
		       enum uringlab_step step)
{
	if (!failure->error)
		*failure = (struct failure){ error, step };
	return -1;
}

/* Sets the step that failed in a cell's result; returns -error. */
static inline int result_fail(struct uringlab_cell_result *result, int error,
			      enum uringlab_step step)
{
	result->error = error;
	result->step = step;
	return -error;
}

#endif
