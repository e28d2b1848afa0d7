/* Short cells of loads without a disk. */
#ifndef LOAD_CELL_H
#define LOAD_CELL_H

#include "waits.h"

#define DELAY_NS UINT64_C(20000)

/* Of a load, in a cell without a target; the waker is on the last CPU. */
static inline struct cell_run *new_load_cell(enum uringlab_load load,
					     uint64_t setup_flags,
					     enum uringlab_wait wait)
{
	struct cell_run *run = new_waiting_cell("", setup_flags, wait);

	run->params.load = load;
	run->params.verify = 0;
	run->params.bs =
		load == URINGLAB_LOAD_timeout || load_is_socket(load) ? 16 : 8;
	run->params.mem_align = 64;
	run->params.wake_delay_ns = DELAY_NS;
	run->params.runtime_ns = 10 * MS;
	run->params.ramp_ns = 2 * MS;
	if (load_has_waker(load)) {
		run->params.waker_cpu_count = 1;
		run->cpus[2] = run->cpus[1];
	}
	return run;
}

/* Of a cell of messages or connections that has run: all is as it should be. */
static inline void check_arrived(const struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];

	check_no_bad_reads(run);
	check_histogram_totals(run);
	CHECK(run->live.ios, >, 0);
	/* The waker takes the clock after the I/O is asked for, before it comes. */
	if (w->ios) {
		CHECK(w->delivery_max_ns, <=, w->lat_max_ns);
		CHECK(w->delivery_min_ns, >, 0);
	}
	CHECK(run->result.locked_bytes, ==, cell_bytes(run));
}

#endif
