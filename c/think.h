/* Work that takes a known time and makes no system call. */
#ifndef THINK_H
#define THINK_H

#include <stdint.h>

/*
 * How many rounds of work this CPU does in a millisecond when nothing
 * interrupts it: the best of some short runs.
 */
uint64_t think_calibrate(void);

/* Does that many rounds, each of which needs the one before (fio: thinkcycles). */
void think(uint64_t rounds);

#endif
