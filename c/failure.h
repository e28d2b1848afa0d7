/* The first step that failed in a thread. */
#ifndef FAILURE_H
#define FAILURE_H

#include "uringlab.h"

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

#endif
