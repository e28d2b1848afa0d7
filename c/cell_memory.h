/* A cell and its memory: mapped, laid out, given back. */
#ifndef CELL_MEMORY_H
#define CELL_MEMORY_H

#include "cell_parts.h"

/*
 * A cell without threads, for a caller whose memory is valid. NULL where there
 * is no memory for it, with the step that failed in the caller's result.
 */
struct cell *cell_make(const struct uringlab_cell_memory *m);

/* Gives back a cell that no thread needs any more. */
void cell_free(struct cell *cell);

#endif
