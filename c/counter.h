/*
 * A counter that one thread at a time adds to while others read it: a load and a
 * store, where an atomic addition would lock the cache line.
 */
#ifndef COUNTER_H
#define COUNTER_H

#include <stdatomic.h>
#include <stdint.h>

/* Adds to a counter that nobody else adds to meanwhile. */
static inline void counter_add(_Atomic uint64_t *counter, uint64_t amount)
{
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + amount, memory_order_relaxed);
}

#endif
