/* Work that is measured in rounds takes CPU time, the more the longer. */
#include "../think.h"
#include "check.h"

#define ATTEMPTS 50

/* CPU time: what others do with the CPU meanwhile does not count. */
static uint64_t cpu_ns_of(uint64_t rounds)
{
	struct timespec began, ended;

	CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &began), ==, 0);
	think(rounds);
	CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended), ==, 0);
	return (ended.tv_sec - began.tv_sec) * INT64_C(1000000000) +
	       ended.tv_nsec - began.tv_nsec;
}

/* The best of many: interrupts and hypervisors add, they do not take away. */
static uint64_t least_cpu_ns_of(uint64_t rounds)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < ATTEMPTS; i++) {
		uint64_t ns = cpu_ns_of(rounds);

		least = ns < least ? ns : least;
	}
	return least;
}

int main(void)
{
	uint64_t rounds = think_calibrate();
	uint64_t once, ten_times;

	/* A round is a multiplication that waits for the one before it. */
	CHECK(rounds, >, 1000);
	CHECK(rounds, <, 10 * 1000 * 1000);
	once = least_cpu_ns_of(rounds);
	ten_times = least_cpu_ns_of(10 * rounds);
	CHECK(once, >, least_cpu_ns_of(0));
	CHECK(ten_times, >, once);
	/* A millisecond, give or take a factor that no clock speed has. */
	CHECK(once, >, 1000000 / 10);
	CHECK(once, <, 1000000 * 10);
	CHECK(least_cpu_ns_of(rounds / 10), <, once);
	return 0;
}
