#include "think.h"

#include "clock.h"

#define RUNS 50
#define ROUNDS 8192

void think(uint64_t rounds)
{
	uint64_t x = rounds;

	while (rounds--) {
		x = x * UINT64_C(6364136223846793005) + 1;
		/* Or the compiler would look for a shorter way. */
		__asm__ volatile("" : "+r"(x));
	}
}

uint64_t think_calibrate(void)
{
	uint64_t best = UINT64_MAX;

	for (int run = 0; run < RUNS; run++) {
		uint64_t began = now_ns(), ns;

		think(ROUNDS);
		ns = now_ns() - began;
		if (ns && ns < best)
			best = ns;
	}
	return ROUNDS * UINT64_C(1000000) / best;
}
