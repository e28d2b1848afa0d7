/* Workers run on the CPUs they were given, or not at all. */
#include <errno.h>

#include "cell.h"

#define WORKERS 3

static void test_no_such_cpu(const char *path, uint64_t cpu)
{
	struct cell_run *run = new_cell(path);

	run->params.runtime_ns = HOUR;
	run->cpus[0] = cpu;
	run->params.cpu_count = 1;
	check_refused(run, EINVAL, URINGLAB_STEP_affinity);
	free_cell_run(run);
}

/* The kernel would take the CPUs that exist and say nothing. */
static void test_one_cpu_missing(const char *path)
{
	struct cell_run *run = new_cell(path);

	run->params.runtime_ns = HOUR;
	run->cpus[1] = NO_SUCH_CPU;
	run->params.cpu_count = 2;
	check_refused(run, EINVAL, URINGLAB_STEP_affinity);

	/* With one CPU each it is the second worker alone that fails. */
	run->params.split = 1;
	run->params.workers = 2;
	check_refused(run, EINVAL, URINGLAB_STEP_affinity);
	free_cell_run(run);
}

struct seen {
	unsigned count;
	uint64_t tids[64];
	struct cpu_mask masks[64];
};

/* The CPUs of every thread of this process. */
static void look_at_threads(struct seen *seen)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;

	CHECK(dir != NULL, ==, true);
	seen->count = 0;
	while ((entry = readdir(dir)) && seen->count < 64) {
		int tid = atoi(entry->d_name);

		if (tid <= 0)
			continue;
		seen->tids[seen->count] = tid;
		seen->masks[seen->count++] = mask_of_thread(tid);
	}
	closedir(dir);
}

static const struct cpu_mask *mask_seen(const struct seen *seen, uint64_t tid)
{
	for (unsigned i = 0; i < seen->count; i++)
		if (seen->tids[i] == tid)
			return &seen->masks[i];
	CHECK(tid, ==, -1);
	return NULL;
}

static void test_policy(const char *path, bool split)
{
	static struct seen seen;
	struct cell_run *run = new_cell(path);

	run->params.workers = WORKERS;
	run->params.split = split;
	run->params.runtime_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	look_at_threads(&seen);
	stop_cell(run);
	CHECK(join_cell(run), ==, 0);

	for (unsigned i = 0; i < WORKERS; i++) {
		struct cpu_mask wanted;
		uint64_t count = run->params.cpu_count;

		CHECK(cpu_mask_of(&wanted, &run->cpus[split ? i % count : 0],
				  split ? 1 : count), ==, 0);
		CHECK(memcmp(mask_seen(&seen, run->workers[i].tid), &wanted,
			     sizeof(wanted)), ==, 0);
	}
	free_cell_run(run);
}

static bool is_worker(uint64_t tid)
{
	char path[64], name[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%u/comm", (unsigned)tid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (!fgets(name, sizeof(name), file))
		name[0] = 0;
	fclose(file);
	return !strncmp(name, "uringlab/", 9);
}

/* What somebody else does to a worker during the window is told. */
static void test_moved(const char *path, bool move)
{
	static struct seen seen;
	struct cell_run *run = new_cell(path);
	struct cpu_mask first;
	unsigned moved = 0;

	run->params.workers = WORKERS;
	run->params.runtime_ns = 300 * MS;
	CHECK(cpu_mask_of(&first, run->cpus, 1), ==, 0);
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	look_at_threads(&seen);
	for (unsigned i = 0; move && i < seen.count && !moved; i++)
		if (is_worker(seen.tids[i]))
			moved += bind_thread(seen.tids[i], &first) == 0;
	CHECK(join_cell(run), ==, 0);
	CHECK(moved, ==, move);
	CHECK(run->result.strayed, ==, moved);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_no_such_cpu(target.path, NO_SUCH_CPU);
	test_no_such_cpu(target.path, MAX_CPUS);
	test_no_such_cpu(target.path, UINT64_MAX);
	test_one_cpu_missing(target.path);
	test_policy(target.path, false);
	test_policy(target.path, true);
	test_moved(target.path, false);
	/* Of one CPU nobody can be moved. */
	if (allowed_cpus((uint64_t[MAX_CPUS]){ 0 }) > 1)
		test_moved(target.path, true);
	return 0;
}
