/* Arms that take turns: the schedule, the drain between, what counts where. */
#include <errno.h>

#include "waits.h"

#define TURN_NS (20 * MS)
#define GAP_NS (10 * MS)

/* As many turns as the schedule has letters: A is the first arm. */
static void set_schedule(struct cell_run *run, const char *schedule,
			 uint64_t gap_ns)
{
	run->params.turns = strlen(schedule);
	for (unsigned turn = 0; turn < run->params.turns; turn++)
		run->schedule[turn] = (struct uringlab_turn){
			.size = sizeof(*run->schedule),
			.arm = schedule[turn] - 'A',
			.start_ns = turn * (TURN_NS + gap_ns),
			.length_ns = TURN_NS,
		};
	run->params.runtime_ns =
		run->params.turns / run->params.arms * TURN_NS;
}

/* Arms that are alike, but for their seeds. */
static struct cell_run *new_turns(const char *path, unsigned arms,
				  const char *schedule)
{
	struct cell_run *run = new_cell(path);

	run->params.arms = arms;
	run->params.workers = 2;
	run->params.settle_ns = GAP_NS / 2;
	run->params.verify = 1;
	for (unsigned n = 1; n < arms; n++) {
		run->arms[n] = run->arms[0];
		run->arms[n].seed = 1 + n;
	}
	set_schedule(run, schedule, GAP_NS);
	return run;
}

/* What a kind of count comes to in the turns of an arm. */
#define TURNS_SUM(run, arm_number, field)                                      \
	({                                                                     \
		uint64_t sum = 0;                                              \
                                                                               \
		for (unsigned t = 0; t < (run)->params.turns; t++)             \
			if ((run)->schedule[t].arm == (arm_number))                \
				sum += (run)->turns[t].field;                  \
		sum;                                                           \
	})

/* And in the results of its workers. */
#define WORKERS_SUM(run, arm_number, field)                                    \
	({                                                                     \
		uint64_t sum = 0;                                              \
		unsigned count = (run)->params.workers;                        \
                                                                               \
		for (unsigned i = 0; i < count; i++)                           \
			sum += (run)->workers[(arm_number) * count + i].field; \
		sum;                                                           \
	})

static void check_turn(const struct cell_run *run, unsigned turn)
{
	const struct uringlab_turn_result *t = &run->turns[turn];
	uint64_t slots = run->params.workers * run->arms[t->arm].iodepth;

	CHECK(t->size, ==, sizeof(*t));
	CHECK(t->arm, ==, run->schedule[turn].arm);
	CHECK(t->start_ns - run->result.window_start_ns, ==,
	      run->schedule[turn].start_ns);
	CHECK(t->end_ns - t->start_ns, ==, run->schedule[turn].length_ns);
	/* Little's law, of which no read can break the bound. */
	CHECK(t->in_flight_ns, <=, slots * (t->end_ns - t->start_ns));
}

/* The parts of an arm make up the whole, and nothing of it is elsewhere. */
static void check_arm(const struct cell_run *run, unsigned n)
{
	const struct uringlab_arm_result *a = &run->arm_results[n];
	uint64_t ios = WORKERS_SUM(run, n, ios), sliced = 0;

	CHECK(a->size, ==, sizeof(*a));
	CHECK(a->unexpected_cqes + a->short_reads + a->io_errors, ==, 0);
	CHECK(a->verify_errors, ==, 0);
	CHECK(a->first_error_offset, ==, UINT64_MAX);
	CHECK(ios, >, 0);
	CHECK(TURNS_SUM(run, n, ios), ==, ios);
	CHECK(TURNS_SUM(run, n, lat_sum_ns), ==,
	      WORKERS_SUM(run, n, lat_sum_ns));
	CHECK(TURNS_SUM(run, n, in_flight_ns), ==,
	      WORKERS_SUM(run, n, in_flight_ns));
	CHECK(TURNS_SUM(run, n, user_ns), ==, WORKERS_SUM(run, n, user_ns));
	CHECK(TURNS_SUM(run, n, system_ns), ==,
	      WORKERS_SUM(run, n, system_ns));
	for (int h = 0; h < LATENCY_HISTOGRAMS; h++)
		CHECK(total_of(run->histograms[n * URINGLAB_HISTOGRAMS + h]),
		      ==, ios);
	for (int s = 0; s < URINGLAB_SLICES; s++)
		sliced += run->slices[n * URINGLAB_SLICES + s];
	CHECK(sliced, ==, ios);
	for (int e = 0; e < URINGLAB_ERRNOS; e++)
		CHECK(run->errnos[n * URINGLAB_ERRNOS + e], ==, 0);
}

static void check_turns(struct cell_run *run)
{
	const struct uringlab_cell_result *r = &run->result;
	uint64_t turns = run->params.turns;
	const struct uringlab_turn *last = &run->schedule[turns - 1];

	check_measured(run);
	CHECK(r->window_end_ns - r->window_start_ns, ==,
	      last->start_ns + last->length_ns);
	CHECK(r->locked_bytes, ==, cell_bytes(run));
	for (unsigned turn = 0; turn < turns; turn++)
		check_turn(run, turn);
	for (unsigned n = 0; n < run->params.arms; n++)
		check_arm(run, n);
}

/* Any two modes whose threads sleep, or look, on their own. */
static void test_modes(const char *path)
{
	for (unsigned i = 0; i < MODES - 1; i++) {
		struct cell_run *run = new_turns(path, 2, "ABBA");

		run->arms[1].setup_flags = modes[i].setup_flags;
		run->arms[1].registered_ring_fd = i % 2;
		if (has_mode(modes[i].setup_flags))
			check_turns(run);
		free_cell_run(run);
	}
}

static void test_waits(const char *path)
{
	for (unsigned wait = 0; !has_partner(wait); wait++) {
		struct cell_run *run = new_turns(path, 2, "BAAB");

		run->arms[0].wait = wait;
		run->arms[0].thinktime_ns = THINKTIME_NS;
		run->arms[1].iodepth = 7;
		run->arms[1].clock_per_reap = 1;
		run->arms[1].iodepth_batch = 3;
		run->arms[1].iodepth_batch_complete_max = 5;
		check_turns(run);
		free_cell_run(run);
	}
}

/* Turns may be of different lengths, as where an arm has two in a row. */
static void test_long_turn(const char *path)
{
	struct cell_run *run = new_turns(path, 2, "ABA");

	run->params.runtime_ns = 2 * TURN_NS;
	run->schedule[1].length_ns = 2 * TURN_NS;
	run->schedule[2].start_ns += TURN_NS;
	check_turns(run);
	free_cell_run(run);
}

static void test_three_arms(const char *path)
{
	struct cell_run *run = new_turns(path, 3, "ABCBCACBACAB");

	check_turns(run);
	free_cell_run(run);
}

/* No gap at all: a turn may then begin late, and says so. */
static void test_no_gap(const char *path)
{
	struct cell_run *run = new_turns(path, 2, "ABBA");

	set_schedule(run, "ABBA", 0);
	run->params.settle_ns = 0;
	check_turns(run);
	for (unsigned turn = 1; turn < 4; turn++)
		CHECK(run->turns[turn].late_ns, >, 0);
	CHECK(run->turns[0].late_ns, ==, 0);
	free_cell_run(run);
}

/* The texts of /proc at the edges of every turn, in order. */
static void test_snapshots(const char *path)
{
	struct cell_run *run = new_turns(path, 2, "ABBA");
	uint64_t last_ns = 0;

	run->params.turn_snapshots = 1;
	check_turns(run);
	for (unsigned turn = 0; turn < 4; turn++) {
		const struct uringlab_turn_result *t = &run->turns[turn];
		const char *texts = run->snapshots +
				    turn * URINGLAB_SNAPSHOTS * SNAPSHOT_BYTES;

		CHECK(t->snapshot_start_ns, >, last_ns);
		CHECK(t->snapshot_start_ns, >=, t->start_ns);
		CHECK(t->snapshot_end_ns, >=, t->end_ns);
		last_ns = t->snapshot_end_ns;
		for (int edge = 0; edge < 2; edge++) {
			CHECK(strstr(texts, "CPU") != NULL, ==, true);
			texts += SNAPSHOT_BYTES;
			CHECK(strstr(texts, "cpu ") != NULL, ==, true);
			texts += 2 * SNAPSHOT_BYTES;
		}
	}
	free_cell_run(run);
}

/* Whose turn it is does not matter to who wants to stop. */
static void test_stop(const char *path)
{
	for (int i = 0; i < 4; i++) {
		struct cell_run *run = new_turns(path, 2, "ABBA");

		run->params.runtime_ns = 2 * HOUR;
		for (unsigned turn = 0; turn < 4; turn++) {
			run->schedule[turn].start_ns = turn * 2 * HOUR;
			run->schedule[turn].length_ns = HOUR;
		}
		/* Or in the hour between two turns, or before the first. */
		if (i == 1) {
			run->schedule[0].length_ns = MS;
			run->schedule[3].length_ns = 2 * HOUR - MS;
		}
		if (i > 1)
			run->params.ramp_ns = HOUR;
		start_cell(run);
		wait_for_phase(run, i > 1 ? URINGLAB_PHASE_ramp :
					    URINGLAB_PHASE_window);
		sleep_ms(i * 5);
		stop_cell(run);
		CHECK(join_cell(run), ==, 0);
		CHECK(run->result.stopped, ==, 1);
		CHECK(run->result.in_flight, ==, 0);
		free_cell_run(run);
	}
}

/* A lane whose ring is refused is the cell's failure. */
static void test_refused_arm(const char *path)
{
	struct cell_run *run = new_turns(path, 2, "ABBA");

	run->arms[1].setup_flags = UNKNOWN_SETUP_FLAG;
	check_refused(run, EINVAL, URINGLAB_STEP_ring);
	free_cell_run(run);
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	test_modes(target.path);
	test_waits(target.path);
	test_long_turn(target.path);
	test_three_arms(target.path);
	test_no_gap(target.path);
	test_snapshots(target.path);
	test_stop(target.path);
	test_refused_arm(target.path);
	return 0;
}
