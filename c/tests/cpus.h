/* The CPUs that a test may use. */
#ifndef CPUS_H
#define CPUS_H

#include "../affinity.h"
#include "check.h"

/* Highest possible number; a machine that has it fails the test. */
#define NO_SUCH_CPU (MAX_CPUS - 1)

static inline bool mask_has(const struct cpu_mask *mask, uint64_t cpu)
{
	size_t word_bits = 8 * sizeof(mask->bits[0]);

	return mask->bits[cpu / word_bits] >> cpu % word_bits & 1;
}

static inline struct cpu_mask mask_of_thread(int tid)
{
	struct cpu_mask mask = { 0 };

	CHECK(sched_getaffinity(tid, sizeof(mask), (cpu_set_t *)&mask), ==, 0);
	return mask;
}

/* The CPUs of the calling thread; how many. */
static inline uint64_t allowed_cpus(uint64_t cpus[MAX_CPUS])
{
	struct cpu_mask mask = mask_of_thread(0);
	uint64_t count = 0;

	for (uint64_t cpu = 0; cpu < MAX_CPUS; cpu++)
		if (mask_has(&mask, cpu))
			cpus[count++] = cpu;
	CHECK(count, >, 0);
	return count;
}

#endif
