/* Moving threads to CPUs, and asking whether one could. */
#include <errno.h>
#include <pthread.h>

#include "../uringlab.h"
#include "cpus.h"

#define THREADS 5

static void test_probe(const uint64_t *cpus, uint64_t count)
{
	struct belongings before = count_belongings();
	struct cpu_mask mask = mask_of_thread(0), after;
	uint64_t some[] = { cpus[0], NO_SUCH_CPU };
	uint64_t wild[] = { cpus[0], UINT64_MAX };

	CHECK(uringlab_probe_affinity(cpus, count), ==, 0);
	for (uint64_t i = 0; i < count; i++)
		CHECK(uringlab_probe_affinity(&cpus[i], 1), ==, 0);
	CHECK(uringlab_probe_affinity(cpus, 0), ==, -EINVAL);
	CHECK(uringlab_probe_affinity(&some[1], 1), ==, -EINVAL);
	CHECK(uringlab_probe_affinity(&wild[1], 1), ==, -EINVAL);
	/* The kernel would drop the second without a word. */
	CHECK(uringlab_probe_affinity(some, 2), ==, -EINVAL);

	after = mask_of_thread(0);
	CHECK(memcmp(&mask, &after, sizeof(mask)), ==, 0);
	check_nothing_left(before);
}

static void *wait_for_end(void *argument)
{
	pthread_barrier_t *barriers = argument;

	pthread_barrier_wait(&barriers[0]);
	pthread_barrier_wait(&barriers[1]);
	return NULL;
}

static void check_all_threads(const struct cpu_mask *wanted)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;

	CHECK(dir != NULL, ==, true);
	while ((entry = readdir(dir))) {
		struct cpu_mask mask;

		if (entry->d_name[0] == '.')
			continue;
		mask = mask_of_thread(atoi(entry->d_name));
		CHECK(memcmp(&mask, wanted, sizeof(mask)), ==, 0);
	}
	closedir(dir);
}

static void check_move(const uint64_t *cpus, uint64_t count)
{
	struct cpu_mask wanted;

	CHECK(cpu_mask_of(&wanted, cpus, count), ==, 0);
	CHECK(uringlab_move_threads(cpus, count), ==,
	      count_entries("/proc/self/task"));
	check_all_threads(&wanted);
}

static void test_move(const uint64_t *cpus, uint64_t count)
{
	uint64_t none = NO_SUCH_CPU;
	pthread_barrier_t barriers[2];
	pthread_t threads[THREADS];

	for (int i = 0; i < 2; i++)
		pthread_barrier_init(&barriers[i], NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, wait_for_end,
				     barriers), ==, 0);
	pthread_barrier_wait(&barriers[0]);

	CHECK(count_entries("/proc/self/task"), >, THREADS);
	check_move(&cpus[count - 1], 1);
	check_move(cpus, count);
	CHECK(uringlab_move_threads(&none, 1), ==, -EINVAL);

	pthread_barrier_wait(&barriers[1]);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL), ==, 0);
}

int main(void)
{
	static uint64_t cpus[MAX_CPUS];
	uint64_t count = allowed_cpus(cpus);
	struct belongings before = count_belongings();

	test_probe(cpus, count);
	test_move(cpus, count);
	check_nothing_left(before);
	return 0;
}
