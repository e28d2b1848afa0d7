/*
 * Below every stack of a cell is a page that cannot be touched, or the cell is
 * not run.
 */
#include <errno.h>

#include "seccomp.h"
#include "waits.h"

/* Where a thread that is asleep in a system call has its stack; else 0. */
static uint64_t stack_pointer(int tid)
{
	char path[64], text[256] = "";
	const char *last;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		skip("what a thread sleeps in is not told here");
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(fd);
	/* NUMBER ARGUMENTS... SP PC, or "running". */
	last = strrchr(text, ' ');
	if (!last || !strchr(text, ' '))
		return 0;
	while (last > text && last[-1] != ' ')
		last--;
	return strtoull(last, NULL, 16);
}

#ifndef STACK_BYTES
#define STACK_BYTES (128 * 1024)
#endif

/*
 * Whether the mapping of an address begins where one without rights ends, and
 * no further below than a stack is long.
 */
static bool is_guarded(uint64_t address)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	uint64_t begin, end, guard_end = 0;
	char line[512], rights[5];
	bool guarded = false;

	CHECK(maps != NULL, ==, true);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &begin, &end,
			   rights) != 3)
			continue;
		if (address >= begin && address < end)
			guarded = begin == guard_end &&
				  address - begin <= STACK_BYTES;
		if (!strncmp(rights, "---", 3))
			guard_end = end;
	}
	fclose(maps);
	return guarded;
}

static void check_guarded(int tid)
{
	uint64_t address;

	CHECK(tid, >=, 0);
	while (!(address = stack_pointer(tid)))
		sleep_ms(1);
	CHECK(is_guarded(address), ==, true);
}

static void test_guards(const char *path)
{
	struct cell_run *run =
		new_waiting_cell(path, 0, URINGLAB_WAIT_eventfd);

	run->params.workers = 2;
	run->params.runtime_ns = HOUR;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	for (unsigned i = 0; i < run->params.workers; i++) {
		char name[16];

		snprintf(name, sizeof(name), "partner/%u", i);
		check_guarded(find_thread(name));
	}
	stop_cell(run);
	CHECK(join_cell(run), ==, 0);
	run->arms[0].wait = URINGLAB_WAIT_wait;
	run->live.stop = run->live.phase = 0;
	start_cell(run);
	wait_for_phase(run, URINGLAB_PHASE_window);
	check_guarded(find_thread("uringlab/0"));
	check_guarded(find_thread("uringlab/1"));
	stop_cell(run);
	CHECK(join_cell(run), ==, 0);
	free_cell_run(run);
}

static int forbid_mprotect(void)
{
	struct sock_filter filter[] = {
		LOAD_NUMBER,
		IF_EQUAL(SYS_mprotect, 0, 1),
		REFUSE(ENOMEM),
		ALLOW,
	};

	return INSTALL(filter);
}

/* As where there are too many mappings (vm.max_map_count). */
static void *run_without_mprotect(void *argument)
{
	if (forbid_mprotect())
		skip("seccomp filters are not to be had");
	run_cell(argument);
	return NULL;
}

/* In a thread of its own, as a filter cannot be taken off again. */
static void test_refused(const char *path)
{
	struct cell_run *run = new_cell(path);
	struct belongings before = count_belongings();
	pthread_t thread;

	CHECK(pthread_create(&thread, NULL, run_without_mprotect, run), ==, 0);
	CHECK(pthread_join(thread, NULL), ==, 0);
	CHECK(run->ret, ==, -ENOMEM);
	CHECK(run->result.step, ==, URINGLAB_STEP_guard);
	check_nothing_left(before);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_guards(target.path);
	test_refused(target.path);
	return 0;
}
