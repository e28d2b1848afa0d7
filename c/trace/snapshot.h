/* The maps of the programs as one line of JSON. */
#ifndef URINGLAB_TRACE_SNAPSHOT_H
#define URINGLAB_TRACE_SNAPSHOT_H

#include "probes.h"

/* What was counted so far; -errno where it cannot be read or written. */
int write_snapshot(struct tracer *tracer);

#endif
