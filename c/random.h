/*
 * Offsets: xoshiro256** (Blackman and Vigna, 2018) seeded by splitmix64, as
 * its authors advise, and Lemire's unbiased bounded draw (2019).
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

struct random {
	uint64_t s[4];
};

/* The next number of a splitmix64 generator, which seeds the other one. */
static inline uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* One stream for each (seed, stream) pair. */
static inline void random_init(struct random *r, uint64_t seed, uint64_t stream)
{
	uint64_t state = splitmix64(&seed) + stream;

	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix64(&state);
}

/* x with its bits moved up by k, those at the top coming in below; 0 < k < 64. */
static inline uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

/* The next number of xoshiro256**, uniform over all 64 bits. */
static inline uint64_t random_next(struct random *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

/* Uniform over [0, bound), bound > 0. */
static inline uint64_t random_below(struct random *r, uint64_t bound)
{
	__uint128_t m = (__uint128_t)random_next(r) * bound;

	if ((uint64_t)m < bound) {
		uint64_t threshold = -bound % bound;

		while ((uint64_t)m < threshold)
			m = (__uint128_t)random_next(r) * bound;
	}
	return m >> 64;
}

#endif
