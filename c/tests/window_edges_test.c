/* Which I/Os count at the edges of a window, and how much of their time. */
#include "../take.h"
#include "check.h"

#define START UINT64_C(1000000)
#define WINDOW UINT64_C(1000)
#define SETTLE UINT64_C(300)

struct fixture {
	struct uringlab_cell_params cell;
	struct uringlab_arm_params arm;
	struct histogram slat, clat, lat;
	struct slot slot;
	unsigned free_slot;
	struct lane lane;
};

/* A lane without a ring, with one slot, in the middle of its life. */
static struct fixture *new_lane(uint64_t settle_ns)
{
	struct fixture *f = calloc(1, sizeof(*f));

	CHECK(f != NULL, ==, true);
	f->cell = (struct uringlab_cell_params){ .bs = 512,
						 .runtime_ns = WINDOW };
	f->arm.iodepth = 1;
	f->lane.cell = f->lane.op.cell = &f->cell;
	f->lane.params = f->lane.op.params = &f->arm;
	f->lane.slat = &f->slat;
	f->lane.clat = &f->clat;
	f->lane.lat = &f->lat;
	f->lane.slots = &f->slot;
	f->lane.free_slots = &f->free_slot;
	lane_init(&f->lane);
	f->lane.settle_ns = settle_ns;
	lane_set_window(&f->lane, START, WINDOW);
	return f;
}

/* One I/O, by times since the start of the window. */
static void read_between(struct fixture *f, int64_t from, int64_t to)
{
	f->lane.free_count = 0;
	f->slot = (struct slot){ .start_ns = START + from,
				 .issue_ns = START + from,
				 .in_flight = true };
	lane_finish(&f->lane, 0, 512, START + to);
}

/* Whether such an I/O counts, and its time in the window. */
static void check_read(uint64_t settle_ns, int64_t from, int64_t to,
		       unsigned counts, uint64_t in_flight_ns)
{
	struct fixture *f = new_lane(settle_ns);

	read_between(f, from, to);
	CHECK(f->lane.count.ios, ==, counts);
	CHECK(f->lane.count.in_flight_ns, ==, in_flight_ns);
	CHECK(f->lat.sum, ==, counts ? (uint64_t)(to - from) : 0);
	CHECK(f->lane.completed, ==, 1);
	free(f);
}

/* The one window of a cell: what is seen in it counts. */
static void test_one_window(void)
{
	check_read(0, -300, -100, 0, 0);
	check_read(0, -300, 0, 1, 0);
	check_read(0, -300, 200, 1, 200);
	check_read(0, 0, 200, 1, 200);
	check_read(0, 700, 999, 1, 299);
	check_read(0, 700, 1000, 0, 300);
	check_read(0, 700, 5000, 0, 300);
	check_read(0, -300, 5000, 0, 1000);
	check_read(0, 1000, 5000, 0, 0);
}

/* A turn: at the latest settle_ns after its preparation an I/O counts. */
static void test_turn(void)
{
	check_read(SETTLE, -400, -100, 0, 0);
	/* It counted before, if it ever did. */
	check_read(SETTLE, -301, 200, 0, 200);
	check_read(SETTLE, -300, 200, 1, 200);
	check_read(SETTLE, 0, 900, 1, 900);
	/* In the drain: one that was in flight for so long at the end. */
	check_read(SETTLE, 699, 5000, 1, 301);
	check_read(SETTLE, 700, 5000, 0, 300);
	check_read(SETTLE, 900, 1100, 0, 100);
	/* Longer than the turn. */
	check_read(SETTLE, -300, 5000, 1, 1000);
	check_read(SETTLE, -301, 5000, 0, 1000);
}

/*
 * Of reads that begin one after the other and take as long as each other, a
 * turn counts those of its own length, however long they take.
 */
static void test_no_bias(void)
{
	for (int64_t latency = 50; latency <= 3200; latency *= 2) {
		struct fixture *f = new_lane(SETTLE);

		/* From when the lane begins until its turn is over. */
		for (int64_t from = -(int64_t)SETTLE; from < (int64_t)WINDOW;
		     from++)
			read_between(f, from, from + latency);
		CHECK(f->lane.count.ios, ==, WINDOW);
		CHECK(f->lat.sum, ==, WINDOW * latency);
		free(f);
	}
}

/* The parts of the time at which reads counted, of all turns of a lane. */
static void test_slices(void)
{
	struct fixture *f = new_lane(SETTLE);

	f->cell.runtime_ns = 2 * WINDOW;
	lane_set_window(&f->lane, START, WINDOW);
	read_between(f, 0, 0);
	read_between(f, 0, 999);
	/* Seen after the turn, it stands where it counts: 300 after its start. */
	read_between(f, 450, 9999);
	f->lane.slices_from_ns = WINDOW;
	lane_set_window(&f->lane, START + 20000, WINDOW);
	read_between(f, 20000, 20099);
	read_between(f, 20000, 20101);
	CHECK(f->lane.slices[0], ==, 1);
	CHECK(f->lane.slices[7], ==, 1);
	CHECK(f->lane.slices[9], ==, 1);
	CHECK(f->lane.slices[10], ==, 1);
	CHECK(f->lane.slices[11], ==, 1);
	free(f);
}

/* A window that has to end keeps what was seen in it, and takes no more. */
static void test_end(void)
{
	struct fixture *f = new_lane(0);
	uint64_t now = uringlab_now_ns();

	lane_set_window(&f->lane, now, UINT64_MAX - now);
	lane_end_window(&f->lane);
	f->slot = (struct slot){ .start_ns = now, .issue_ns = now,
				 .in_flight = true };
	lane_finish(&f->lane, 0, 512, uringlab_now_ns() + WINDOW);
	CHECK(f->lane.count.ios, ==, 0);
	lane_set_window(&f->lane, uringlab_now_ns() + 3600 * UINT64_C(1000000000),
			WINDOW);
	lane_end_window(&f->lane);
	CHECK(f->lane.window_ns, ==, 0);
	free(f);
}

int main(void)
{
	test_one_window();
	test_turn();
	test_no_bias();
	test_slices();
	test_end();
	return 0;
}
