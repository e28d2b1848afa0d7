/*
 * Messages and connections without a ring: enum uringlab_engine but for
 * io_uring. What they cost by epoll, and by a thread that blocks, is what a ring
 * is compared with. The lane's slots, times and counters are those of a ring's.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "lane.h"

/* Whether the lane has no ring. */
static inline bool lane_is_plain(const struct lane *l)
{
	return l->params->engine != URINGLAB_ENGINE_io_uring;
}

/* As lane_open(), for a lane whose connections are there. */
int plain_open(struct lane *l);

/* Closes what plain_open() has opened; to be called for every lane. */
void plain_close(struct lane *l);

/*
 * As lane_submit(): a call of send(2) for each message, or of close(2) for each
 * connection whose place a new one takes.
 */
int plain_submit(struct lane *l);

/*
 * Waits in epoll_wait(2), or in recv(2) or accept4(2), until min messages or
 * connections have come, and takes up to max. Returns the time of the last of
 * them, or 0 on failure.
 */
uint64_t plain_reap(struct lane *l, unsigned min, unsigned max);

#endif
