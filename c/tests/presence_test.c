/* A waker without a CPU: the turns in which that was do not count. */
#include <errno.h>
#include <sched.h>

#include "../clock.h"
#include "../presence.h"
#include "load_cell.h"

#define TURN_NS (10 * MS)
#define GAP_NS (5 * MS)
#define START_NS (1000 * MS)
#define TENTH_PPM 100000

static const struct uringlab_turn UNIT_TURNS[] = {
	{ .start_ns = 0, .length_ns = TURN_NS },
	{ .start_ns = TURN_NS + GAP_NS, .length_ns = TURN_NS },
};

/* Looks every 0.1 ms, but for the time from..to, in ns since 5 ms before. */
static void look_except(struct presence *p, uint64_t from, uint64_t to)
{
	p->last_ns = START_NS - 5 * MS;
	for (uint64_t at = 0; at < 40 * MS; at += MS / 10)
		if (at <= from || at >= to)
			presence_note(p, START_NS - 5 * MS + at);
}

static void check_absence(uint64_t from, uint64_t to, uint64_t first,
			  uint64_t second)
{
	struct gate gate = { .window_start_ns = START_NS };
	_Atomic uint64_t absent_ns[2] = { 0 };
	struct presence p = { .gate = &gate, .schedule = UNIT_TURNS,
			      .turns = 2, .absent_ns = absent_ns };

	look_except(&p, 5 * MS + from, 5 * MS + to);
	CHECK(presence_absent_ns(&p, 0, START_NS + TURN_NS), ==, first);
	CHECK(presence_absent_ns(&p, 1, START_NS + UNIT_TURNS[1].start_ns +
						TURN_NS),
	      ==, second);
}

/* An absence belongs to a turn as far as it lies in it. */
static void test_overlaps(void)
{
	check_absence(0, 0, 0, 0);
	check_absence(2 * MS, 5 * MS, 3 * MS, 0);
	/* Shorter than what is taken for one. */
	check_absence(2 * MS, 2 * MS + MS / 5, 0, 0);
	check_absence(8 * MS, 12 * MS, 2 * MS, 0);
	check_absence(11 * MS, 14 * MS, 0, 0);
	check_absence(14 * MS, 17 * MS, 0, 2 * MS);
	check_absence(9 * MS, 16 * MS, MS, MS);
	/* From its start on, before which nobody saw it. */
	check_absence(0, 9 * MS, 9 * MS, 0);
}

/* What was before the start of the turns is known lies in none. */
static void test_no_start(void)
{
	struct gate gate = { 0 };
	_Atomic uint64_t absent_ns[2] = { 0 };
	struct presence p = { .gate = &gate, .schedule = UNIT_TURNS,
			      .turns = 2, .absent_ns = absent_ns };

	presence_note(&p, 5 * MS);
	CHECK(absent_ns[0], ==, 0);
}

/* The waker that had its CPU least decides; one that does not tell leaves it open. */
static void test_several(void)
{
	struct gate gate = { .window_start_ns = START_NS };
	_Atomic uint64_t absent_ns[] = { 3, 8, 5 };
	struct presence all[] = {
		{ .gate = &gate, .absent_ns = &absent_ns[0] },
		{ .gate = &gate, .absent_ns = &absent_ns[1] },
		{ .gate = &gate, .absent_ns = &absent_ns[2] },
	};
	struct presence *wakers[] = { &all[0], &all[1], &all[2] };

	for (int i = 0; i < 3; i++)
		all[i].seen_ns = START_NS;
	CHECK(presence_most_absent_ns(wakers, 3, 0, START_NS), ==, 8);
	CHECK(presence_most_absent_ns(wakers, 1, 0, START_NS), ==, 3);
	CHECK(presence_most_absent_ns(wakers, 0, 0, START_NS), ==, UINT64_MAX);
	all[0].absent_ns = NULL;
	CHECK(presence_most_absent_ns(wakers, 3, 0, START_NS), ==, UINT64_MAX);
}

/* Nothing is known of a waker that does not tell, or of a cell that ends. */
static void test_unknown(void)
{
	struct gate gate = { .stop = true };
	_Atomic uint64_t absent_ns = 7;
	struct presence p = { .gate = &gate, .turns = 1 };

	CHECK(presence_absent_ns(&p, 0, START_NS), ==, UINT64_MAX);
	p.absent_ns = &absent_ns;
	CHECK(presence_absent_ns(&p, 0, START_NS), ==, UINT64_MAX);
	p.last_ns = START_NS;
	presence_note(&p, START_NS);
	CHECK(presence_absent_ns(&p, 0, START_NS), ==, 7);
}

/* Takes a CPU from everything else on it. */
struct thief {
	struct cpu_mask cpus;
	uint64_t from_ns, to_ns;
	pthread_t thread;
	int error;
};

static void *steal(void *argument)
{
	struct thief *t = argument;
	struct sched_param priority = { .sched_priority = 1 };

	CHECK(bind_thread(0, &t->cpus), ==, 0);
	t->error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
	if (t->error)
		return NULL;
	while (uringlab_now_ns() < t->from_ns)
		sleep_ms(1);
	while (uringlab_now_ns() < t->to_ns)
		;
	return NULL;
}

/* Arms that take turns as the letters say, in which I/Os are by eventfds. */
static struct cell_run *new_turns(const char *schedule)
{
	struct cell_run *run = new_load_cell(URINGLAB_LOAD_eventfd, 0,
					     URINGLAB_WAIT_wait);

	run->params.arms = 2;
	run->params.workers = 2;
	run->params.settle_ns = GAP_NS / 2;
	run->params.most_absent_ppm = TENTH_PPM;
	run->params.turns = strlen(schedule);
	run->arms[1] = run->arms[0];
	for (unsigned turn = 0; turn < run->params.turns; turn++)
		run->schedule[turn] = (struct uringlab_turn){
			.size = sizeof(*run->schedule),
			.arm = schedule[turn] - 'A',
			.start_ns = turn * (TURN_NS + GAP_NS),
			.length_ns = TURN_NS,
		};
	run->params.runtime_ns = run->params.turns / 2 * TURN_NS;
	run->params.window_start_ns = uringlab_now_ns() + 200 * MS;
	return run;
}

/* Runs it while the waker has no CPU for a part of the window. */
static void run_robbed(struct cell_run *run, uint64_t from_ns, uint64_t to_ns)
{
	uint64_t start_ns = run->params.window_start_ns;
	struct thief thief = { .from_ns = start_ns + from_ns,
			       .to_ns = start_ns + to_ns };

	cpu_mask_of(&thief.cpus, &run->cpus[2], 1);
	CHECK(pthread_create(&thief.thread, NULL, steal, &thief), ==, 0);
	run_cell(run);
	CHECK(pthread_join(thief.thread, NULL), ==, 0);
	if (thief.error == EPERM)
		skip("SCHED_FIFO is not to be had");
	CHECK(thief.error, ==, 0);
	CHECK(run->ret, ==, 0);
}

#define SUM(count, value)                                                      \
	({                                                                     \
		uint64_t sum_ = 0;                                             \
                                                                               \
		for (uint64_t i = 0; i < (uint64_t)(count); i++)               \
			sum_ += (value);                                       \
		sum_;                                                          \
	})

/* What an arm has measured is that of its turns that count, and of no other. */
static void check_arm(const struct cell_run *run, unsigned arm)
{
	const struct uringlab_turn_result *t = run->turns;
	const struct uringlab_worker_result *w =
		&run->workers[arm * run->params.workers];
	uint64_t turns = run->params.turns;
	uint64_t ios = SUM(turns, t[i].arm == arm && t[i].counted ? t[i].ios :
								    0);

	CHECK(SUM(2, w[i].ios), ==, ios);
	CHECK(SUM(2, w[i].lat_sum_ns), ==,
	      SUM(turns, t[i].arm == arm && t[i].counted ? t[i].lat_sum_ns : 0));
	CHECK(SUM(2, w[i].in_flight_ns), ==,
	      SUM(turns,
		  t[i].arm == arm && t[i].counted ? t[i].in_flight_ns : 0));
	CHECK(SUM(2, w[i].user_ns), ==,
	      SUM(turns, t[i].arm == arm && t[i].counted ? t[i].user_ns : 0));
	for (int h = 0; h < URINGLAB_HISTOGRAMS; h++)
		CHECK(total_of(run->histograms[arm * URINGLAB_HISTOGRAMS + h]),
		      ==, ios);
	CHECK(SUM(URINGLAB_SLICES, run->slices[arm * URINGLAB_SLICES + i]), ==,
	      ios);
}

static void check_turns(const struct cell_run *run)
{
	uint64_t turns = run->params.turns;
	uint64_t most_ns = TURN_NS / 1000000 * run->params.most_absent_ppm;

	for (uint64_t turn = 0; turn < turns; turn++) {
		const struct uringlab_turn_result *t = &run->turns[turn];

		CHECK(t->counted % run->params.workers, ==, 0);
		if (t->absent_ns <= most_ns)
			CHECK(t->counted, ==, run->params.workers);
	}
	for (unsigned arm = 0; arm < 2; arm++) {
		CHECK(SUM(turns, run->schedule[i].arm == arm &&
					 run->turns[i].counted),
		      >, 0);
		check_arm(run, arm);
	}
}

/* Half of the third turn, and a tail of the one before. */
static void test_robbed_turn(void)
{
	struct cell_run *run = new_turns("ABBAAB");

	run_robbed(run, 2 * (TURN_NS + GAP_NS), 2 * (TURN_NS + GAP_NS) + 5 * MS);
	CHECK(run->turns[2].absent_ns, >, TURN_NS / 10);
	CHECK(run->turns[2].counted, ==, 0);
	check_turns(run);
	free_cell_run(run);
}

/* Where there would be nothing left of an arm its last turn counts. */
static void test_robbed_window(void)
{
	struct cell_run *run = new_turns("ABBA");

	run_robbed(run, 0, 4 * (TURN_NS + GAP_NS));
	for (unsigned turn = 0; turn < 4; turn++) {
		CHECK(run->turns[turn].absent_ns, >, TURN_NS / 10);
		CHECK(run->turns[turn].counted, ==,
		      turn < 2 ? 0 : run->params.workers);
	}
	check_turns(run);
	free_cell_run(run);
}

/* Who does not ask for it has all turns, and is told all the same. */
static void test_all_count(void)
{
	struct cell_run *run = new_turns("ABBA");

	run->params.most_absent_ppm = 0;
	run_robbed(run, TURN_NS + GAP_NS, TURN_NS + GAP_NS + 5 * MS);
	CHECK(run->turns[1].absent_ns, >, TURN_NS / 10);
	CHECK(SUM(4, run->turns[i].counted == run->params.workers), ==, 4);
	check_arm(run, 0);
	check_arm(run, 1);
	free_cell_run(run);
}

/* A waker that lets others run on its CPU is not there all the time. */
static void test_shared_cpu(void)
{
	struct cell_run *run = new_turns("ABBA");

	run->cpus[2] = run->cpus[0];
	run_cell(run);
	CHECK(run->ret, ==, 0);
	for (unsigned turn = 0; turn < 4; turn++) {
		CHECK(run->turns[turn].absent_ns, ==, UINT64_MAX);
		CHECK(run->turns[turn].counted, ==, run->params.workers);
	}
	free_cell_run(run);
}

int main(void)
{
	uint64_t cpus[MAX_CPUS];

	test_overlaps();
	test_no_start();
	test_several();
	test_unknown();
	test_shared_cpu();
	if (allowed_cpus(cpus) < 2)
		skip("a waker needs a CPU of its own");
	test_robbed_turn();
	test_robbed_window();
	test_all_count();
	return 0;
}
