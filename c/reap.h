/* How a thread learns of its lane's completions: enum uringlab_wait. */
#ifndef REAP_H
#define REAP_H

#include "partner.h"

/*
 * Waits for min completions in the way that the cell asks for and takes up to
 * max. Returns the time: of the last of them, or, where the thread does not
 * sleep, when the loop has to leave the lane (edge_ns); 0 on failure.
 */
uint64_t reap(struct lane *l, struct partner *partner, unsigned min,
	      unsigned max);

/*
 * Waits for one completion in the kernel, whatever the cell asks for, and
 * takes all that there are. Returns 0 on failure.
 */
uint64_t reap_in_kernel(struct lane *l);

#endif
