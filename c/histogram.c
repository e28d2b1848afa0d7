#include "histogram.h"

#include <string.h>

/* How many buckets, from `low` on, may have counts; all others are zero. */
static unsigned occupied(const struct histogram *h, unsigned *low)
{
	*low = h->min > h->max ? 0 : bucket_of(h->min);
	return h->min > h->max ? 0 : bucket_of(h->max) - *low + 1;
}

static void copy_occupied(struct histogram *to, const struct histogram *from)
{
	unsigned low, count = occupied(from, &low);

	memcpy(&to->counts[low], &from->counts[low],
	       count * sizeof(*to->counts));
	to->sum = from->sum;
	to->min = from->min;
	to->max = from->max;
}

void histogram_save(struct histogram *saved, const struct histogram *h)
{
	copy_occupied(saved, h);
}

void histogram_restore(struct histogram *h, const struct histogram *saved)
{
	unsigned low, count = occupied(h, &low);

	memset(&h->counts[low], 0, count * sizeof(*h->counts));
	copy_occupied(h, saved);
}

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
