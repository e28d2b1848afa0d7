/* Log-linear latency histograms; the layout is described in uringlab.h. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include "uringlab.h"

#define SUB_BUCKET_BITS 7

struct histogram {
	uint64_t sum, min, max;
	uint64_t counts[URINGLAB_BUCKETS + 1];
};

/* The bucket that counts a latency of ns; the last one counts all above. */
static inline unsigned bucket_of(uint64_t ns)
{
	if (ns >> (SUB_BUCKET_BITS + 1) == 0)
		return ns;
	if (ns > URINGLAB_LATENCY_MAX_NS)
		return URINGLAB_BUCKETS;
	unsigned shift = 63 - __builtin_clzll(ns) - SUB_BUCKET_BITS;
	return (shift << SUB_BUCKET_BITS) + (ns >> shift);
}

/* Makes a histogram whose counts are zero already ready for latencies. */
static inline void histogram_init(struct histogram *h)
{
	h->sum = 0;
	h->min = UINT64_MAX;
	h->max = 0;
}

/* Counts so many latencies of ns. */
static inline void histogram_record(struct histogram *h, uint64_t ns,
				    unsigned count)
{
	h->sum += ns * count;
	h->min = ns < h->min ? ns : h->min;
	h->max = ns > h->max ? ns : h->max;
	h->counts[bucket_of(ns)] += count;
}

/*
 * Copies what a histogram has counted, and no more: the other counts of the copy
 * mean nothing.
 */
void histogram_save(struct histogram *saved, const struct histogram *h);

/* Makes a histogram again what it was when it was saved. */
void histogram_restore(struct histogram *h, const struct histogram *saved);

/* Adds the counts of h to merged, an array of URINGLAB_BUCKETS + 1. */
void histogram_merge(uint64_t *merged, const struct histogram *h);

#endif
