/*
 * Memory of a cell that is there before its window: locked by the cell's own
 * thread, touched by the thread whose memory it is, on the node of its CPU.
 *
 * Not by mlock2(2) in each thread, which needs the lock of all memory of the
 * process (mmap_lock) alone: beside hogs a thread that waits for it sleeps, and
 * comes back to its CPU after a round of the scheduler, one thread after the
 * other: visits of eventfds began up to half a second later. Those who touch
 * memory share the lock.
 */
#ifndef RESIDENT_H
#define RESIDENT_H

#include <stddef.h>

/*
 * Lets no page be taken away again once it has been touched: 0 or an errno, that
 * of mlock2(2).
 */
int resident_lock(const void *memory, size_t bytes);

/* Touches every page, so that it can be written to, and changes nothing. */
void resident_touch(void *memory, size_t bytes);

#endif
