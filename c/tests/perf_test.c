/*
 * Counters of perf_event_open(2): by the kernel's own events, which every
 * machine counts, so that what is counted is known to the last event.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>

#include "../tally.h"
#include "waits.h"

#define TURN_NS (20 * MS)

/* Whether this thread may count what the kernel does. */
static bool counts_kernel(void)
{
	struct perf p;
	bool all;

	perf_open(&p, perf_events_of(URINGLAB_PERF_software));
	all = p.opened == PERF_COUNTS;
	perf_close(&p);
	return all;
}

/* Pages to fault on, again and again; none of them is huge. */
#define PAGES 200
static char *pages;
static size_t page_bytes;
static int zero_fd;

static void map_pages(void)
{
	page_bytes = sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, PAGES * page_bytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(pages != MAP_FAILED, ==, true);
	madvise(pages, PAGES * page_bytes, MADV_NOHUGEPAGE);
	zero_fd = open("/dev/zero", O_RDONLY);
	CHECK(zero_fd, >=, 0);
}

/* As many page faults in user mode. */
static void fault_as_user(unsigned count)
{
	CHECK(madvise(pages, PAGES * page_bytes, MADV_DONTNEED), ==, 0);
	for (unsigned i = 0; i < count; i++)
		*(volatile char *)(pages + i * page_bytes) = 1;
}

/* As many in the kernel, while it copies. */
static void fault_as_kernel(unsigned count)
{
	CHECK(madvise(pages, PAGES * page_bytes, MADV_DONTNEED), ==, 0);
	for (unsigned i = 0; i < count; i++)
		CHECK(read(zero_fd, pages + i * page_bytes, 1), ==, 1);
}

/* What was counted between two edges is an arm's, and nothing else is. */
static void test_edges(void)
{
	struct uringlab_worker_result arms[2] = { { 0 } };
	struct lane lane = { 0 };
	struct partner partner = { 0 };
	struct tally start, end;
	struct perf p;
	bool kernel = counts_kernel();

	perf_open(&p, perf_events_of(URINGLAB_PERF_software));
	/* First what touches pages of the program, and of sanitizers. */
	fault_as_user(PAGES);
	fault_as_kernel(PAGES);
	tally_now(&lane, &partner, &p);
	for (unsigned turn = 0; turn < 4; turn++) {
		unsigned arm = turn % 2;

		start = tally_now(&lane, &partner, &p);
		fault_as_user(arm ? 100 : 30);
		fault_as_kernel(arm ? 7 : 50);
		end = tally_now(&lane, &partner, &p);
		/* Between two turns: as while a lane drains. */
		fault_as_user(11);
		fault_as_kernel(13);
		tally_add(&arms[arm], &start, &end);
	}
	perf_close(&p);
	CHECK(arms[0].instructions_user, ==, 2 * 30);
	CHECK(arms[1].instructions_user, ==, 2 * 100);
	CHECK(arms[0].instructions_kernel, ==,
	      kernel ? 2 * 50 : UINT64_MAX);
	CHECK(arms[1].instructions_kernel, ==, kernel ? 2 * 7 : UINT64_MAX);
	/* Nobody is taken from a CPU while in user mode but by the kernel. */
	for (unsigned arm = 0; arm < 2; arm++) {
		CHECK(arms[arm].cycles_user, ==, 0);
		CHECK(arms[arm].perf_enabled_ns, >, 0);
		CHECK(arms[arm].perf_running_ns, ==, arms[arm].perf_enabled_ns);
	}
}

/* Counters are a thread's own: what others do is not in them. */
static void *fault_elsewhere(void *argument)
{
	fault_as_user(PAGES);
	return argument;
}

static void test_other_threads(void)
{
	struct perf_reading start, end;
	pthread_t thread;
	struct perf p;

	perf_open(&p, perf_events_of(URINGLAB_PERF_software));
	start = perf_read(&p);
	CHECK(pthread_create(&thread, NULL, fault_elsewhere, NULL), ==, 0);
	CHECK(pthread_join(thread, NULL), ==, 0);
	end = perf_read(&p);
	perf_close(&p);
	CHECK(end.counts[PERF_INSTRUCTIONS_USER] -
		      start.counts[PERF_INSTRUCTIONS_USER],
	      <, PAGES);
}

static struct perf_reading reading(uint64_t enabled_ns, uint64_t running_ns,
				   uint64_t count)
{
	return (struct perf_reading){
		.counts = { count, 2 * count, 3 * count, UINT64_MAX },
		.enabled_ns = enabled_ns,
		.running_ns = running_ns,
	};
}

/* Counters that others had meanwhile have no exact value, ever after. */
static void test_multiplexed(void)
{
	struct uringlab_worker_result r = { 0 };
	struct perf_reading start = reading(1000, 900, 5),
			    exact = reading(3000, 2900, 12),
			    shared = reading(4000, 3899, 20),
			    last = reading(5000, 4899, 30);

	perf_add(&r, &start, &exact);
	CHECK(r.cycles_user, ==, 7);
	CHECK(r.instructions_user, ==, 14);
	CHECK(r.cycles_kernel, ==, 21);
	CHECK(r.instructions_kernel, ==, UINT64_MAX);
	CHECK(r.perf_enabled_ns, ==, 2000);
	CHECK(r.perf_running_ns, ==, 2000);
	perf_add(&r, &exact, &shared);
	CHECK(r.cycles_user, ==, UINT64_MAX);
	CHECK(r.cycles_kernel, ==, UINT64_MAX);
	CHECK(r.perf_enabled_ns, ==, 3000);
	CHECK(r.perf_running_ns, ==, 2999);
	perf_add(&r, &shared, &last);
	CHECK(r.cycles_user, ==, UINT64_MAX);
	CHECK(r.perf_running_ns, ==, 3999);
}

/* A refused event leaves none behind, and its errno. */
static void test_refused(void)
{
	struct perf_events unknown = {
		.type = PERF_TYPE_SOFTWARE,
		.cycles = PERF_COUNT_SW_MAX,
		.instructions = PERF_COUNT_SW_PAGE_FAULTS,
	};
	struct belongings before = count_belongings();
	struct uringlab_worker_result r = { 0 };
	struct perf_reading start, end;
	struct perf p;

	for (int second = 0; second < 2; second++) {
		perf_open(&p, &unknown);
		CHECK(p.opened, ==, 0);
		CHECK(p.error, ==, ENOENT);
		unknown.instructions = PERF_COUNT_SW_MAX;
		unknown.cycles = PERF_COUNT_SW_CONTEXT_SWITCHES;
	}
	start = perf_read(&p);
	end = perf_read(&p);
	perf_add(&r, &start, &end);
	CHECK(r.cycles_user, ==, UINT64_MAX);
	CHECK(r.instructions_kernel, ==, UINT64_MAX);
	CHECK(r.perf_enabled_ns, ==, 0);
	perf_close(&p);
	check_nothing_left(before);
	CHECK(perf_events_of(URINGLAB_PERF_none) == NULL, ==, true);
}

static int paranoid(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "r");
	int value = -1;

	CHECK(file != NULL, ==, true);
	CHECK(fscanf(file, "%d", &value), ==, 1);
	fclose(file);
	return value;
}

static void *open_without_rights(void *argument)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[2] = { { 0 } };

	/* Of this thread only, which is what the system call itself does. */
	CHECK(syscall(SYS_capset, &header, none), ==, 0);
	perf_open(argument, perf_events_of(URINGLAB_PERF_software));
	return NULL;
}

/* Who may not count the kernel counts user mode, and is told why. */
static void test_without_rights(void)
{
	struct belongings before;
	pthread_t thread;
	struct perf p;

	before = count_belongings();
	CHECK(pthread_create(&thread, NULL, open_without_rights, &p), ==, 0);
	CHECK(pthread_join(thread, NULL), ==, 0);
	if (paranoid() <= 1) {
		CHECK(p.opened, ==, PERF_COUNTS);
		CHECK(p.error, ==, 0);
	} else if (paranoid() == 2) {
		CHECK(p.opened, ==, PERF_CYCLES_KERNEL);
		CHECK(p.error, ==, EACCES);
	} else {
		/* Patched kernels refuse all. */
		CHECK(p.error, !=, 0);
	}
	perf_close(&p);
	check_nothing_left(before);
}

/* A probe says the same as what opens. */
static void test_probe(void)
{
	struct perf p;

	perf_open(&p, perf_events_of(URINGLAB_PERF_hardware));
	CHECK(uringlab_probe_perf(0), ==, p.opened ? 0 : -p.error);
	CHECK(uringlab_probe_perf(1), ==,
	      p.opened == PERF_COUNTS ? 0 : -p.error);
	perf_close(&p);
}

/* One worker, whose arms take turns: the one sleeps, the other looks. */
static struct cell_run *new_turns(const char *path, uint64_t perf)
{
	struct cell_run *run = new_cell(path);

	run->params.perf_counters = perf;
	alternate(run, TURN_NS, 10 * MS);
	run->params.settle_ns = 5 * MS;
	run->arms[1] = run->arms[0];
	run->arms[1].wait = URINGLAB_WAIT_spin;
	return run;
}

/* Between the two readings of an edge a thread may lose its CPU. */
static void check_near(uint64_t a, uint64_t b)
{
	CHECK(a, <=, b + 16);
	CHECK(b, <=, a + 16);
}

static void test_cell(const char *path)
{
	struct cell_run *run = new_turns(path, URINGLAB_PERF_software);
	bool kernel = counts_kernel();

	check_measured(run);
	CHECK(run->result.perf_error, ==, kernel ? 0 : EACCES);
	for (unsigned arm = 0; arm < 2; arm++) {
		const struct uringlab_worker_result *r = &run->workers[arm];

		CHECK(r->cycles_user, ==, 0);
		CHECK(r->perf_enabled_ns, >, 0);
		CHECK(r->perf_running_ns, ==, r->perf_enabled_ns);
		if (!kernel) {
			CHECK(r->cycles_kernel, ==, UINT64_MAX);
			continue;
		}
		check_near(r->cycles_kernel, r->nvcsw + r->nivcsw);
		check_near(r->instructions_user + r->instructions_kernel,
			   r->minflt + r->majflt);
	}
	free_cell_run(run);
}

/* Nothing is opened where nobody asks, and nothing is 0 for that. */
static void test_cell_without(const char *path)
{
	struct cell_run *run = new_turns(path, URINGLAB_PERF_none);

	check_measured(run);
	CHECK(run->result.perf_error, ==, 0);
	CHECK(run->workers[0].cycles_user, ==, UINT64_MAX);
	CHECK(run->workers[1].instructions_kernel, ==, UINT64_MAX);
	CHECK(run->workers[0].perf_enabled_ns, ==, 0);
	free_cell_run(run);
}

/* A machine without these counters measures all the rest. */
static void test_cell_on_this_machine(const char *path)
{
	struct cell_run *run = new_turns(path, URINGLAB_PERF_hardware);
	bool user = uringlab_probe_perf(0) == 0;

	check_measured(run);
	CHECK(-run->result.perf_error, ==, uringlab_probe_perf(1));
	CHECK(run->workers[0].ios, >, 0);
	CHECK(run->workers[0].perf_enabled_ns > 0, ==, user);
	if (!user)
		CHECK(run->workers[0].cycles_user, ==, UINT64_MAX);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);
	struct perf p;

	test_multiplexed();
	test_probe();
	test_cell_without(target.path);
	test_cell_on_this_machine(target.path);
	perf_open(&p, perf_events_of(URINGLAB_PERF_software));
	if (!p.opened)
		skip("perf_event_open is refused here");
	perf_close(&p);
	map_pages();
	test_edges();
	test_other_threads();
	test_refused();
	test_without_rights();
	test_cell(target.path);
	return 0;
}
