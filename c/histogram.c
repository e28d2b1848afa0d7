#include "histogram.h"

void histogram_merge(uint64_t *merged, const struct histogram *h)
{
	for (unsigned i = 0; i <= URINGLAB_BUCKETS; i++)
		merged[i] += h->counts[i];
}

uint64_t uringlab_bucket_of(uint64_t ns)
{
	return bucket_of(ns);
}

uint64_t uringlab_bucket_low(uint64_t bucket)
{
	if (bucket >= URINGLAB_BUCKETS)
		return URINGLAB_LATENCY_MAX_NS + 1;
	if (bucket >> (SUB_BUCKET_BITS + 1) == 0)
		return bucket;
	unsigned shift = (bucket >> SUB_BUCKET_BITS) - 1;
	return (bucket - ((uint64_t)shift << SUB_BUCKET_BITS)) << shift;
}
