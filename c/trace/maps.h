/* Reading the maps of the programs. */
#ifndef URINGLAB_TRACE_MAPS_H
#define URINGLAB_TRACE_MAPS_H

#include "probes.h"

typedef void map_reader(const void *key, const void *value, void *context);

/*
 * Gets each entry of a hash map once; what is added meanwhile may be left out.
 * By batches, since going from key to key starts again where one is removed. 0
 * or -errno.
 */
int map_each(int map, map_reader *read, void *context);

#endif
