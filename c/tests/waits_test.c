/*
 * Every way to wait in every mode: it measures, with the right data, or it is
 * one of those that cannot complete, which end on time and empty-handed.
 */
#include <errno.h>

#include "waits.h"

/* Where the work that puts a CQE into the CQ runs in GETEVENTS only. */
static bool is_deferred(const struct cell_run *run)
{
	return run->arms[0].setup_flags & IORING_SETUP_DEFER_TASKRUN;
}

/* Whether the worker enters the kernel for that work. */
static bool worker_gets_events(const struct cell_run *run)
{
	return run->arms[0].wait != URINGLAB_WAIT_spin &&
	       (run->arms[0].wait == URINGLAB_WAIT_wait ||
		run->arms[0].think_getevents ||
		run->arms[0].setup_flags & IORING_SETUP_TASKRUN_FLAG);
}

/* io_cqring_wait() lets nobody but the submitter wait, whatever is pending. */
static void check_second_thread_refused(struct cell_run *run)
{
	uint64_t began = uringlab_now_ns();

	check_refused(run, EEXIST, URINGLAB_STEP_second_thread);
	CHECK(uringlab_now_ns() - began, <=,
	      run->params.ramp_ns + run->params.runtime_ns + SECOND);
	CHECK(run->result.in_flight, ==, 0);
	CHECK(run->workers[0].ios, ==, 0);
	CHECK(run->workers[0].getevents_calls, ==, 0);
	check_no_bad_reads(run);
}

/*
 * Whether some read has completed in its submit call, which happens now and then
 * (completes_in_submit_call()). It is submitted again, unless the worker or its
 * partner had no CPU to see it until the window was nearly over. So it is also
 * taken for one where the window ends between the partner's two counters.
 */
static bool has_seen_some(const struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];

	return run->live.ios > run->arms[0].iodepth || w->ios || w->cq_ready ||
	       w->partner_empty < w->partner_wakeups;
}

/*
 * The reads of the first batches are all there will be; the drain gets them.
 * The eventfd is signalled when the list of the ring's work was empty before
 * (io_req_local_work_add). It is not run, so that is once, and no CQE is there.
 */
static bool check_nothing_seen(struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];

	check_measured_in_time(run);
	check_no_bad_reads(run);
	CHECK(w->getevents_calls, ==, 0);
	/* Where that is so of every cell the test does not end in its time. */
	if (has_seen_some(run))
		return false;
	CHECK(run->live.ios, ==, run->arms[0].iodepth);
	/* Of the first batches, by a worker that got no CPU in the ramp. */
	CHECK(w->submit_calls, <=, run->arms[0].iodepth);
	/* Most often before the window, as the submit call is. */
	CHECK(w->partner_empty + w->partner_ramp_empty, <=, 1);
	return run->arms[0].wait != URINGLAB_WAIT_eventfd ||
	       w->partner_empty + w->partner_ramp_empty;
}

static void check_helpers(const struct cell_run *run)
{
	const struct uringlab_worker_result *w = &run->workers[0];

	if (run->arms[0].wait != URINGLAB_WAIT_eventfd) {
		CHECK(w->partner_wakeups, ==, 0);
		CHECK(w->partner_empty, ==, 0);
		CHECK(w->partner_wakes_timed, ==, 0);
		CHECK(w->partner_wake_sum_ns, ==, 0);
	}
	CHECK(w->partner_empty, <=, w->partner_wakeups);
	CHECK(w->partner_wakes_timed, <=, w->partner_wakeups);
	if (!has_partner(run->arms[0].wait))
		CHECK(w->partner_calls, ==, 0);
	/* At the edges some reads are seen after waits outside the window. */
	else if (w->ios > 2 * run->arms[0].iodepth)
		CHECK(w->partner_calls, >, 0);
	if (run->arms[0].wait < URINGLAB_WAIT_compute)
		CHECK(w->think_ns, ==, 0);
}

/* Whether it came to what is to be seen: a worker may have had no CPU. */
static bool check_once(struct cell_run *run)
{
	enum uringlab_wait wait = run->arms[0].wait;

	if (is_deferred(run) && wait == URINGLAB_WAIT_second_thread) {
		check_second_thread_refused(run);
		return true;
	}
	if (is_deferred(run) && !worker_gets_events(run))
		return check_nothing_seen(run);
	check_measured_in_time(run);
	check_no_bad_reads(run);
	check_helpers(run);
	return run->workers[0].ios &&
	       (!is_deferred(run) || run->workers[0].getevents_calls);
}

static void test_wait(const char *path, const struct mode *mode,
		      enum uringlab_wait wait, unsigned iodepth, bool getevents)
{
	bool seen = false;

	while (!seen) {
		struct cell_run *run =
			new_waiting_cell(path, mode->setup_flags, wait);

		run->arms[0].iodepth = iodepth;
		run->arms[0].think_getevents = getevents;
		seen = check_once(run);
		free_cell_run(run);
	}
}

int main(void)
{
	struct target target = make_target(BLOCKS);

	for (size_t i = 0; i < MODES; i++) {
		bool deferred = modes[i].setup_flags &
				IORING_SETUP_DEFER_TASKRUN;

		if (!has_mode(modes[i].setup_flags)) {
			printf("no mode %s here\n", modes[i].name);
			continue;
		}
		if (deferred && completes_in_submit_call(target.path)) {
			printf("no mode %s: the disk is too fast\n",
			       modes[i].name);
			continue;
		}
		for (unsigned wait = 0; wait < WAITS; wait++) {
			test_wait(target.path, &modes[i], wait, 1, false);
			test_wait(target.path, &modes[i], wait, 4, false);
			test_wait(target.path, &modes[i], wait, 3, true);
		}
	}
	return 0;
}
