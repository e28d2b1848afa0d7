#define _GNU_SOURCE
#include "affinity.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "uringlab.h"

#define WORD_BITS (8 * sizeof(unsigned long))

int cpu_mask_of(struct cpu_mask *mask, const uint64_t *cpus, uint64_t count)
{
	memset(mask, 0, sizeof(*mask));
	for (uint64_t i = 0; i < count; i++) {
		if (cpus[i] >= MAX_CPUS)
			return -EINVAL;
		mask->bits[cpus[i] / WORD_BITS] |= 1UL << cpus[i] % WORD_BITS;
	}
	return 0;
}

bool is_bound(int tid, const struct cpu_mask *mask)
{
	struct cpu_mask taken = { 0 };

	return !sched_getaffinity(tid, sizeof(taken), (cpu_set_t *)&taken) &&
	       !memcmp(mask, &taken, sizeof(taken));
}

bool is_bound_within(int tid, const struct cpu_mask *mask)
{
	struct cpu_mask taken = { 0 };

	if (sched_getaffinity(tid, sizeof(taken), (cpu_set_t *)&taken))
		return false;
	for (size_t i = 0; i < sizeof(taken.bits) / sizeof(*taken.bits); i++) {
		if (taken.bits[i] & ~mask->bits[i])
			return false;
	}
	return true;
}

int bind_thread(int tid, const struct cpu_mask *mask)
{
	if (sched_setaffinity(tid, sizeof(*mask), (const cpu_set_t *)mask))
		return -errno;
	return is_bound(tid, mask) ? 0 : -EINVAL;
}

/* Binds every thread that is not on the list yet; how many, or -errno. */
static int bind_new_threads(const struct cpu_mask *mask, int *seen,
			    size_t *seen_count, size_t seen_max)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int moved = 0;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		int tid = atoi(entry->d_name);
		size_t i = 0;
		int ret;

		while (i < *seen_count && seen[i] != tid)
			i++;
		if (tid <= 0 || i < *seen_count)
			continue;
		ret = bind_thread(tid, mask);
		if (ret == -ESRCH)
			continue;
		if (ret == 0 && *seen_count == seen_max)
			ret = -E2BIG;
		if (ret < 0) {
			closedir(dir);
			return ret;
		}
		seen[(*seen_count)++] = tid;
		moved++;
	}
	closedir(dir);
	return moved;
}

int64_t uringlab_move_threads(const uint64_t *cpus, uint64_t cpu_count)
{
	int seen[4096];
	size_t seen_count = 0;
	struct cpu_mask mask;
	int ret = cpu_mask_of(&mask, cpus, cpu_count);

	/* A thread may be born of one that was not moved yet: look again. */
	while (ret == 0) {
		ret = bind_new_threads(&mask, seen, &seen_count, 4096);
		if (ret == 0)
			return seen_count;
		if (ret > 0)
			ret = 0;
	}
	return ret;
}
