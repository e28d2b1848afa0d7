/* What the workers have found, as the caller gets it. */
#ifndef RESULTS_H
#define RESULTS_H

#include "cell_parts.h"

/* Makes the caller's results those of no read. */
void results_begin(const struct cell *cell,
		   const struct uringlab_cell_memory *m);

/* Adds up what the workers have counted, who are done, in the caller's memory. */
void results_collect(const struct cell *cell,
		     const struct uringlab_cell_memory *m);

/*
 * Reads in flight of workers that the kernel holds: what they count does not
 * change any more.
 */
uint64_t results_in_flight(const struct cell *cell);

#endif
