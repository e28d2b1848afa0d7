/* From the start of the workers to the end of the window. */
#ifndef WINDOW_H
#define WINDOW_H

#include "cell_parts.h"

/*
 * Starts the workers, waits for the window's edges and takes at either what the
 * kernel counts: the three texts of /proc, with turn_snapshots at the edges of
 * every turn; and in result and in the workers' results what tells of it.
 * Returns 0 or -errno, with result's step set.
 */
int window_measure(struct cell *cell, const struct uringlab_cell_memory *m);

#endif
