/*
 * The partner of a worker: a thread on another CPU that waits for the
 * completions of the worker's ring, by io_uring_enter(GETEVENTS) or by reading
 * its eventfd, and hands them to the worker, which computes meanwhile.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include "worker.h"

/* Whether workers that wait in this way have a partner. */
bool wait_has_partner(enum uringlab_wait wait);

/*
 * Starts the partner on partner.cpus; it has begun to wait, or is about to,
 * when this returns 0. Otherwise -1, with the worker's error set.
 */
int partner_start(struct worker *w);

/*
 * Lets the partner leave the ring, which is the worker's alone when this
 * returns. If it had given up before, the worker's error is set. To be called
 * also when there is none.
 */
void partner_stop(struct worker *w);

/* Waits for its thread, which lives until the cell has released it. */
void partner_join(struct worker *w);

/* As take_ready(), of what the partner has seen; *now is left as it is. */
unsigned take_returned(struct worker *w, unsigned max, uint64_t *now);

/* Whether there is one that has given up; the worker's error is then set. */
bool partner_failed(struct worker *w);

#endif
