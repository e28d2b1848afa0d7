/* The buckets of a latency histogram, their edges and their error. */
#include "../histogram.h"
#include "check.h"

static void test_buckets_tile_the_range(void)
{
	CHECK(uringlab_bucket_low(0), ==, 0);
	for (uint64_t b = 0; b + 1 < URINGLAB_BUCKETS; b++) {
		uint64_t low = uringlab_bucket_low(b);
		uint64_t next = uringlab_bucket_low(b + 1);

		CHECK(low, <, next);
		if (next - 1 > URINGLAB_LATENCY_MAX_NS)
			break;
		CHECK(uringlab_bucket_of(low), ==, b);
		CHECK(uringlab_bucket_of(next - 1), ==, b);
	}
}

static void test_limits(void)
{
	uint64_t last = uringlab_bucket_of(URINGLAB_LATENCY_MAX_NS);

	CHECK(last, <, URINGLAB_BUCKETS);
	CHECK(uringlab_bucket_of(URINGLAB_LATENCY_MAX_NS + 1), ==,
	      URINGLAB_BUCKETS);
	CHECK(uringlab_bucket_of(UINT64_MAX), ==, URINGLAB_BUCKETS);
	CHECK(uringlab_bucket_low(URINGLAB_BUCKETS), ==,
	      URINGLAB_LATENCY_MAX_NS + 1);
	for (uint64_t ns = 0; ns < 256; ns++)
		CHECK(uringlab_bucket_of(ns), ==, ns);
}

/* |middle - ns| <= ns / 256, in whole numbers. */
static void check_error(uint64_t ns)
{
	uint64_t bucket = uringlab_bucket_of(ns);
	uint64_t low = uringlab_bucket_low(bucket);
	uint64_t high = uringlab_bucket_low(bucket + 1) - 1;
	uint64_t twice = 2 * ns, middles = low + high;

	CHECK(low, <=, ns);
	CHECK(ns, <=, high);
	CHECK((twice > middles ? twice - middles : middles - twice) * 128, <=,
	      ns);
}

static void test_error(void)
{
	uint64_t last = uringlab_bucket_of(URINGLAB_LATENCY_MAX_NS);

	for (uint64_t b = 0; b < last; b++) {
		check_error(uringlab_bucket_low(b));
		check_error(uringlab_bucket_low(b + 1) - 1);
	}
	for (double ns = 1; ns <= URINGLAB_LATENCY_MAX_NS; ns *= 1.0001)
		check_error(ns);
}

static void test_record(void)
{
	static struct histogram h;

	histogram_init(&h);
	histogram_record(&h, 300, 5);
	histogram_record(&h, 7, 1);
	histogram_record(&h, URINGLAB_LATENCY_MAX_NS + 1, 1);
	CHECK(h.sum, ==, 1507 + URINGLAB_LATENCY_MAX_NS + 1);
	CHECK(h.min, ==, 7);
	CHECK(h.max, ==, URINGLAB_LATENCY_MAX_NS + 1);
	CHECK(h.counts[uringlab_bucket_of(7)], ==, 1);
	CHECK(h.counts[uringlab_bucket_of(300)], ==, 5);
	CHECK(h.counts[URINGLAB_BUCKETS], ==, 1);
}

static void test_merge(void)
{
	static uint64_t merged[URINGLAB_BUCKETS + 1];
	static struct histogram a, b;

	for (uint64_t i = 0; i <= URINGLAB_BUCKETS; i++) {
		a.counts[i] = i + 1;
		b.counts[i] = UINT64_C(1) << 40;
	}
	histogram_merge(merged, &a);
	histogram_merge(merged, &b);
	for (uint64_t i = 0; i <= URINGLAB_BUCKETS; i++)
		CHECK(merged[i], ==, i + 1 + (UINT64_C(1) << 40));
}

static void check_alike(const struct histogram *a, const struct histogram *b)
{
	CHECK(a->sum, ==, b->sum);
	CHECK(a->min, ==, b->min);
	CHECK(a->max, ==, b->max);
	for (uint64_t i = 0; i <= URINGLAB_BUCKETS; i++)
		CHECK(a->counts[i], ==, b->counts[i]);
}

/* One copy serves several histograms, one after the other. */
static void test_save_and_restore(void)
{
	static struct histogram wide, narrow, empty, saved, before;

	histogram_init(&wide);
	histogram_init(&narrow);
	histogram_init(&empty);
	histogram_record(&wide, 1, 3);
	histogram_record(&wide, URINGLAB_LATENCY_MAX_NS + 1, 2);
	histogram_save(&saved, &wide);
	before = wide;
	histogram_record(&wide, 5000, 4);
	histogram_restore(&wide, &saved);
	check_alike(&wide, &before);
	histogram_record(&narrow, 5000, 1);
	before = narrow;
	histogram_save(&saved, &narrow);
	histogram_record(&narrow, 0, 1);
	histogram_record(&narrow, UINT64_MAX / 2, 1);
	histogram_restore(&narrow, &saved);
	check_alike(&narrow, &before);
	before = empty;
	histogram_save(&saved, &empty);
	histogram_record(&empty, 700, 9);
	histogram_restore(&empty, &saved);
	check_alike(&empty, &before);
	histogram_restore(&empty, &saved);
	check_alike(&empty, &before);
}

int main(void)
{
	test_buckets_tile_the_range();
	test_limits();
	test_error();
	test_record();
	test_merge();
	test_save_and_restore();
	return 0;
}
