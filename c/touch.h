/*
 * Memory that a thread touches while it computes: pages that it has touched
 * before, or pages each of which costs it a minor page fault.
 */
#ifndef TOUCH_H
#define TOUCH_H

#include <stddef.h>
#include <stdint.h>

#include "uringlab.h"

struct touch {
	char *mapping; /* NULL where nothing is touched */
	size_t mapping_bytes;
	char *first;
	uint64_t pages, next; /* of the range, and which is touched next */
	uint64_t page_bytes;
	uint64_t left_ns; /* of work until then */
};

/*
 * Maps what a lane with these parameters touches, if it touches anything; the
 * pages that are touched before are, when this returns. 0 or -errno.
 */
int touch_open(struct touch *t, const struct uringlab_arm_params *p);

/*
 * Writes to the next page. After the last one comes the first, which costs no
 * fault any more.
 */
void touch_next(struct touch *t);

/* Also of one that was not opened, and is all zeros. */
void touch_close(struct touch *t);

#endif
