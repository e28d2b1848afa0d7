/* The generator of offsets. */
#include "../random.h"
#include "check.h"

#define DRAWS 100000
#define BINS 100

/* As published with the reference code and used by rand_xoshiro's tests. */
static void test_reference(void)
{
	static const uint64_t expected[] = {
		UINT64_C(11520),
		UINT64_C(0),
		UINT64_C(1509978240),
		UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360),
		UINT64_C(607988272756665600),
		UINT64_C(16172922978634559625),
		UINT64_C(8476171486693032832),
		UINT64_C(10595114339597558777),
		UINT64_C(2904607092377533576),
	};
	static const uint64_t split[] = {
		UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973),
		UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431),
		UINT64_C(16408922859458223821),
	};
	struct random r = { .s = { 1, 2, 3, 4 } };
	uint64_t state = 1234567;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		CHECK(random_next(&r), ==, expected[i]);
	for (size_t i = 0; i < sizeof(split) / sizeof(split[0]); i++)
		CHECK(splitmix64(&state), ==, split[i]);
}

/* How many of the first 1000 draws two streams have in common. */
static unsigned same_draws(uint64_t seed_a, uint64_t stream_a, uint64_t seed_b,
			   uint64_t stream_b)
{
	struct random a, b;
	unsigned same = 0;

	random_init(&a, seed_a, stream_a);
	random_init(&b, seed_b, stream_b);
	for (int i = 0; i < 1000; i++)
		same += random_next(&a) == random_next(&b);
	return same;
}

static void test_streams(void)
{
	CHECK(same_draws(7, 3, 7, 3), ==, 1000);
	for (uint64_t stream = 1; stream < 64; stream++) {
		CHECK(same_draws(7, 0, 7, stream), ==, 0);
		CHECK(same_draws(7, 0, 7 + stream, 0), ==, 0);
		/* Neither must the next seed be the next stream. */
		CHECK(same_draws(7, stream, 7 + stream, 0), ==, 0);
	}
}

static void test_bounds(void)
{
	static const uint64_t bounds[] = { 1, 2, 3, 1000, UINT64_C(1) << 32,
					   (UINT64_C(1) << 63) + 1,
					   UINT64_MAX };
	struct random r;

	random_init(&r, 1, 0);
	for (size_t b = 0; b < sizeof(bounds) / sizeof(bounds[0]); b++)
		for (int i = 0; i < 10000; i++)
			CHECK(random_below(&r, bounds[b]) < bounds[b], ==,
			      true);
}

/* A bound of 3 * 2^62 would favour every third value were it not for Lemire. */
static void test_is_unbiased(void)
{
	uint64_t bound = UINT64_C(3) << 62, counts[3] = { 0 };
	struct random r;

	random_init(&r, 1, 0);
	for (int i = 0; i < DRAWS; i++)
		counts[random_below(&r, bound) % 3]++;
	for (int i = 0; i < 3; i++) {
		CHECK(counts[i], >, DRAWS / 3 - DRAWS / 30);
		CHECK(counts[i], <, DRAWS / 3 + DRAWS / 30);
	}
}

/* 99 degrees of freedom: 200 is exceeded by chance once in 10^8 seeds. */
static void test_is_uniform(void)
{
	for (uint64_t seed = 0; seed < 10; seed++) {
		uint64_t counts[BINS] = { 0 };
		double chi_square = 0;
		struct random r;

		random_init(&r, seed, 0);
		for (int i = 0; i < DRAWS; i++)
			counts[random_below(&r, BINS)]++;
		for (int i = 0; i < BINS; i++) {
			double off = (double)counts[i] - DRAWS / BINS;

			chi_square += off * off / (DRAWS / BINS);
		}
		CHECK(chi_square, <, 200);
	}
}

int main(void)
{
	test_reference();
	test_streams();
	test_bounds();
	test_is_unbiased();
	test_is_uniform();
	return 0;
}
