/* A lane's ring: made by the thread that uses it, and closed. */
#ifndef LANE_OPEN_H
#define LANE_OPEN_H

#include "lane.h"

/*
 * Makes the ring, whose SQ thread, where it is bound to a CPU, runs on
 * sq_thread_cpu; registers what the parameters want registered; and prepares
 * the lane for its first I/O. Returns 0, or -1 with the thread's failure set.
 */
int lane_open(struct lane *l, uint64_t sq_thread_cpu);

/* Closes the ring, where there is one. */
void lane_close(struct lane *l);

#endif
