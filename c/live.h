/* What the caller sees of a running cell, and its means to stop it. */
#ifndef LIVE_H
#define LIVE_H

#include "cell_parts.h"

/* Tells the caller where the cell is. */
void live_set_phase(struct cell *cell, enum uringlab_phase phase);

/* Adds up the reads that have completed, for the caller. */
void live_show(struct cell *cell);

/* Whether the caller wants the cell to end. */
bool live_is_stopped(const struct cell *cell);

#endif
