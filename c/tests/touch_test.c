/* What a worker touches while it computes, and the faults that this costs. */
#include <errno.h>
#include <sys/resource.h>

#include "../touch.h"
#include "waits.h"

#define EVERY_NS UINT64_C(10000)
#define FILES UINT64_C(64)
/* Faults that are nobody's doing: a page that the kernel takes and gives back. */
#ifdef __SANITIZE_THREAD__
/* TSan keeps notes of memory in memory that it has not touched either. */
#define STRANGE 100000
#else
#define STRANGE 8
#endif

static uint64_t minor_faults(void)
{
	struct rusage usage;

	CHECK(getrusage(RUSAGE_THREAD, &usage), ==, 0);
	return usage.ru_minflt;
}

static struct uringlab_arm_params touching(enum uringlab_touch touch,
					   uint64_t files)
{
	return (struct uringlab_arm_params){
		.think_touch = touch,
		.think_touch_every_ns = EVERY_NS,
		.think_touch_bytes = files * URINGLAB_TOUCH_FILE_BYTES,
	};
}

/* Faults of so many pages that are touched. */
static uint64_t faults_of(struct touch *t, uint64_t pages)
{
	uint64_t before = minor_faults();

	for (uint64_t i = 0; i < pages; i++)
		touch_next(t);
	return minor_faults() - before;
}

/* Every page is a fault of its own, and the second time round none is. */
static void test_range(void)
{
	struct uringlab_arm_params p = touching(URINGLAB_TOUCH_fresh, FILES);
	struct touch t = { 0 };
	uint64_t faults;

	CHECK(touch_open(&t, &p), ==, 0);
	CHECK(t.pages * t.page_bytes, ==, p.think_touch_bytes);
	faults = faults_of(&t, t.pages);
	CHECK(faults, >=, t.pages);
	CHECK(faults, <=, t.pages + STRANGE);
	CHECK(t.next, ==, 0);
	CHECK(faults_of(&t, t.pages), <=, STRANGE);
	touch_close(&t);
	CHECK(t.mapping == NULL, ==, true);
	touch_close(&t);
}

static void test_touched(void)
{
	struct uringlab_arm_params p = touching(URINGLAB_TOUCH_touched, FILES);
	struct touch t = { 0 };

	CHECK(touch_open(&t, &p), ==, 0);
	CHECK(t.pages * t.page_bytes, ==, URINGLAB_TOUCH_FILE_BYTES);
	CHECK(faults_of(&t, 3 * t.pages), <=, STRANGE);
	touch_close(&t);
}

static void test_nothing(void)
{
	struct uringlab_arm_params p = { .think_touch = URINGLAB_TOUCH_none };
	struct touch t = { 0 };

	CHECK(touch_open(&t, &p), ==, 0);
	CHECK(t.mapping == NULL, ==, true);
	touch_close(&t);
}

/* More than an address space has, and what there is of it is given back. */
static void test_too_much(void)
{
	struct uringlab_arm_params p = touching(URINGLAB_TOUCH_fresh, FILES);
	struct rlimit was, small;
	struct touch t = { 0 };

	p.think_touch_bytes = UINT64_C(1) << 60;
	CHECK(touch_open(&t, &p), ==, -ENOMEM);
	CHECK(t.mapping == NULL, ==, true);
	p.think_touch_bytes = UINT64_C(1) << 40;
	CHECK(getrlimit(RLIMIT_AS, &was), ==, 0);
	small = was;
	small.rlim_cur = UINT64_C(1) << 38;
	/* The sanitizers have taken more than that. */
	if (!setrlimit(RLIMIT_AS, &small)) {
		CHECK(touch_open(&t, &p), ==, -ENOMEM);
		CHECK(t.mapping == NULL, ==, true);
		CHECK(setrlimit(RLIMIT_AS, &was), ==, 0);
	}
}

static struct cell_run *touching_cell(const char *path,
				      enum uringlab_touch touch, uint64_t files)
{
	struct cell_run *run = new_waiting_cell(path, 0, URINGLAB_WAIT_compute);
	struct uringlab_arm_params p = touching(touch, files);

	run->arms[0].think_touch = p.think_touch;
	run->arms[0].think_touch_every_ns = p.think_touch_every_ns;
	run->arms[0].think_touch_bytes = p.think_touch_bytes;
	return run;
}

/* A page for every so much thinktime, and a fault for each of them. */
static void test_cell(const char *path, enum uringlab_touch touch)
{
	struct cell_run *run = touching_cell(path, touch, FILES);
	const struct uringlab_worker_result *w = &run->workers[0];
	uint64_t faults;

	check_measured_in_time(run);
	CHECK(w->touches, >, 0);
	/* At either edge some thinktime lies between two touches. */
	CHECK(w->touches + 1, >=, w->think_ns / EVERY_NS);
	CHECK(w->touches, <=, w->think_ns / EVERY_NS + 1);
	faults = touch == URINGLAB_TOUCH_fresh ? w->touches : 0;
	CHECK(w->minflt, >=, faults);
	CHECK(w->minflt, <=, faults + STRANGE);
	free_cell_run(run);
}

/* A range that is too small is seen: there are fewer faults than touches. */
static void test_runs_out(const char *path)
{
	struct cell_run *run = touching_cell(path, URINGLAB_TOUCH_fresh, 1);
	const struct uringlab_worker_result *w = &run->workers[0];

	run->arms[0].think_touch_every_ns = 500;
	check_measured_in_time(run);
	if (sysconf(_SC_PAGESIZE) == 4096 && w->touches > 512 + STRANGE)
		CHECK(w->minflt, <, w->touches);
	free_cell_run(run);
}

/* Who does not compute touches nothing. */
static void test_no_thinktime(const char *path)
{
	struct cell_run *run = touching_cell(path, URINGLAB_TOUCH_fresh, 1);

	run->arms[0].wait = URINGLAB_WAIT_wait;
	check_measured(run);
	CHECK(run->workers[0].touches, ==, 0);
	CHECK(run->workers[0].minflt, <=, STRANGE);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_range();
	test_touched();
	test_nothing();
	test_too_much();
	test_cell(target.path, URINGLAB_TOUCH_touched);
	test_cell(target.path, URINGLAB_TOUCH_fresh);
	test_runs_out(target.path);
	test_no_thinktime(target.path);
	return 0;
}
