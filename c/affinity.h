#ifndef AFFINITY_H
#define AFFINITY_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

/* The kernel's own limit (NR_CPUS) on every architecture is 8192. */
#define MAX_CPUS 8192

struct cpu_mask {
	unsigned long bits[MAX_CPUS / (8 * sizeof(unsigned long))];
};

/* The CPUs in cpus[0..count): 0, or -EINVAL for a number over MAX_CPUS. */
int cpu_mask_of(struct cpu_mask *mask, const uint64_t *cpus, uint64_t count);

/* Whether the thread tid may run on exactly these CPUs. */
bool is_bound(int tid, const struct cpu_mask *mask);

/* Whether the thread tid may run on none but these CPUs. */
bool is_bound_within(int tid, const struct cpu_mask *mask);

/*
 * Binds the thread tid (0: the caller) to exactly these CPUs. Returns -errno;
 * -EINVAL too when a cpuset made the kernel take fewer CPUs than asked, which
 * sched_setaffinity(2) does without a word.
 */
int bind_thread(int tid, const struct cpu_mask *mask);

#endif
