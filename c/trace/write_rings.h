/* The member "rings" of a snapshot. */
#ifndef URINGLAB_TRACE_WRITE_RINGS_H
#define URINGLAB_TRACE_WRITE_RINGS_H

#include "probes.h"

/* Writes every ring that was seen, with its requests; 0 or -errno. */
int write_rings(const struct tracer *tracer);

#endif
