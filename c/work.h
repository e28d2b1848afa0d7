/* What a lane's thread does besides its I/O: work that takes CPU time. */
#ifndef WORK_H
#define WORK_H

#include "partner.h"

/* Whether the thread computes while it waits. */
bool wait_thinks(enum uringlab_wait wait);

/* Whether the lane's thread does work whose length is given as a time. */
bool lane_works(const struct lane *l);

/*
 * Measures how fast the calling thread works, and asks for the length of a
 * tick: before the first I/O of a lane that works.
 */
void work_prepare(struct lane *l);

/* Spends ns, or less when the loop has to leave the lane: how many. */
uint64_t work_for(struct lane *l, struct partner *partner, uint64_t ns);

/* As work_for(), and touches a page after every think_touch_every_ns. */
uint64_t work_touching(struct lane *l, struct partner *partner, uint64_t ns);

/*
 * Spends a random time, up to a tick and each length as likely, or less when the
 * loop has to leave the lane.
 */
void work_to_random_phase(struct lane *l, struct partner *partner);

/* Spends about so many cycles. */
void work_cycles(uint64_t cycles);

#endif
