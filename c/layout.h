/* Where each part of a cell's memory lies: all of them in one mapping. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "cell_parts.h"

/* All of a cell's memory is laid out from one address on. */
struct layout {
	uintptr_t cursor;   /* the end of what is laid out so far */
	size_t page;
	size_t unlocked_bytes; /* of it */
	bool protects;	    /* guards are made so that none can touch them */
	int error;	    /* errno of the first that could not be */
};

/* How many wakers a cell has: no more than there are workers to be woken. */
unsigned wakers_of(const struct uringlab_cell_params *p);

/*
 * Lays out the cell's memory from an address on. Done twice: first from address
 * 0, and not for real, when nothing is read or written, to learn how much there
 * has to be.
 */
struct layout lay_out(struct cell *cell, uintptr_t base, bool real);

#endif
