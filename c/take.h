/*
 * The other half of a lane: its CQEs are taken, and the I/Os that they complete
 * are counted where they are in a window.
 */
#ifndef TAKE_H
#define TAKE_H

#include "lane.h"

/*
 * I/Os count that are seen in so many ns from then on. With settle_ns an I/O is
 * taken for seen when that has passed since its preparation: one that takes
 * longer counts all the same, and once, if the lane began settle_ns before the
 * window and is drained after it.
 */
void lane_set_window(struct lane *l, uint64_t start_ns, uint64_t window_ns);

/* When the window is over, or was. */
uint64_t lane_window_end_ns(const struct lane *l);

/* The window is over, whatever its length was to be. */
void lane_end_window(struct lane *l);

/* What a lane has counted in its windows, to go back to. */
struct lane_mark {
	uint64_t ios, in_flight_ns;
	uint64_t slices[URINGLAB_SLICES];
	struct histogram slat, clat, lat, delivery;
};

/* Notes what has counted so far; in the lane's windows only. */
void lane_set_mark(const struct lane *l, struct lane_mark *mark);

/* From here on nothing has counted that was not there at the mark. */
void lane_back_to(struct lane *l, const struct lane_mark *mark);

/*
 * Takes what is in the CQ, up to max CQEs, without entering the kernel: how many
 * I/Os have completed, which of messages may be more. *now is when the last of
 * them was seen, unchanged if there was none.
 */
unsigned lane_take(struct lane *l, unsigned max, uint64_t *now);

/* The I/O of a slot has completed with res, which was seen at the time now. */
void lane_finish(struct lane *l, uint64_t index, int res, uint64_t now);

#endif
