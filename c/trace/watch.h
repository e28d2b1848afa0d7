/* What --watch has of processes and rings, as members of a snapshot. */
#ifndef URINGLAB_TRACE_WATCH_H
#define URINGLAB_TRACE_WATCH_H

#include "probes.h"

/* Finds the rings that there are, and lets the kernel time the programs. */
int start_watching(struct tracer *tracer);
/* Writes what there is now; 0 or -errno. */
int write_watched(const struct tracer *tracer);
/* Ends the timing, which costs time, once enough of it is known. */
void end_timing(struct tracer *tracer);

#endif
