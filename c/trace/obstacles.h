/* What keeps this machine from being traced, as far as files tell. */
#ifndef URINGLAB_TRACE_OBSTACLES_H
#define URINGLAB_TRACE_OBSTACLES_H

/* Writes the member "obstacles" of the greeting; symbols: of symbols_load(). */
void write_obstacles(int symbols);

#endif
