#define _GNU_SOURCE
#include "window.h"

#include <errno.h>

#include "clock.h"
#include "crew.h"
#include "live.h"
#include "snapshot.h"

/* How often the caller's stop is looked for and progress is shown. */
#define POLL_NS (50 * 1000 * 1000)
/* How long a window that waits for number_ios goes on without a read. */
#define STALL_NS NSEC_PER_SEC
#define STALL_THINKTIMES 3

/* What ends a wait for a moment before that moment. */
enum interruption { NONE, CALLER_STOPPED, WORKER_LEFT, QUOTA_MET, STALLED };

/*
 * Who waits for a number of reads need not wait for the end of the window when
 * none comes any more, as where nothing can ever become visible.
 */
static bool has_stalled(struct cell *cell)
{
	uint64_t ios = cell->live->ios, now = now_ns();

	if (ios != cell->seen_ios || !cell->seen_ns) {
		cell->seen_ios = ios;
		cell->seen_ns = now;
	}
	return now - cell->seen_ns >
	       STALL_NS + STALL_THINKTIMES * cell->params.thinktime_ns;
}

static enum interruption interruption_of(struct cell *cell)
{
	if (live_is_stopped(cell))
		return CALLER_STOPPED;
	/* It has failed, or the moment has come. */
	if (cell->gate.done_count)
		return WORKER_LEFT;
	if (!cell->params.number_ios)
		return NONE;
	if (!cell->gate.quota_left)
		return QUOTA_MET;
	if (cell->live->phase == URINGLAB_PHASE_window && has_stalled(cell))
		return STALLED;
	return NONE;
}

/* Sleeps until then, or until there is no point in it. */
static enum interruption sleep_until(struct cell *cell, uint64_t then_ns)
{
	enum interruption interruption;

	pthread_mutex_lock(&cell->gate.mutex);
	for (;;) {
		uint64_t now;
		struct timespec wake;

		live_show(cell);
		interruption = interruption_of(cell);
		/*
		 * The clock last: who wakes up too late finds that workers have
		 * left, or met their quota, as they should after the moment.
		 */
		now = now_ns();
		if (now >= then_ns && interruption != CALLER_STOPPED)
			interruption = NONE;
		if (now >= then_ns || interruption)
			break;
		wake = timespec_of(then_ns - now > POLL_NS ? now + POLL_NS :
							     then_ns);
		pthread_cond_timedwait(&cell->gate.changed, &cell->gate.mutex,
				       &wake);
	}
	pthread_mutex_unlock(&cell->gate.mutex);
	return interruption;
}

static void since(uint64_t *counter, uint64_t value)
{
	*counter = *counter == UINT64_MAX || value == UINT64_MAX ?
			   UINT64_MAX :
			   value - *counter;
}

/* Replaces the values at the window's start by the differences at its end. */
static void read_run_times(const struct schedstats *files,
			   struct uringlab_worker_result *r)
{
	uint64_t run, delay, helpers = 0;

	schedstat_read(files->worker, &run, &delay);
	since(&r->run_ns, run);
	since(&r->delay_ns, delay);
	for (unsigned i = 0; i < files->helper_count; i++) {
		schedstat_read(files->helpers[i], &run, &delay);
		if (helpers != UINT64_MAX)
			helpers = run == UINT64_MAX ? run : helpers + run;
	}
	since(&r->partner_run_ns, helpers);
}

/*
 * The caller's texts of one edge, then each worker's schedstat as a difference.
 * A kernel without CONFIG_PSI, or with psi=0, has no pressure to tell of.
 */
static int take_snapshot(struct cell *cell, char *texts)
{
	size_t bytes = cell->params.snapshot_bytes;
	int ret = read_text("/proc/interrupts", texts, bytes);

	if (ret == 0)
		ret = read_text("/proc/stat", texts + bytes, bytes);
	if (ret == 0 &&
	    read_text("/proc/pressure/io", texts + 2 * bytes, bytes) < 0)
		texts[2 * bytes] = 0;
	for (unsigned i = 0; ret == 0 && i < cell->params.workers; i++)
		read_run_times(&cell->schedstats[i],
			       &cell->workers[i]->result);
	return ret;
}

/* Once at either edge of the window, where it is the difference that counts. */
static void count_migrations(struct cell *cell)
{
	for (unsigned i = 0; i < cell->params.workers; i++) {
		struct uringlab_worker_result *r = &cell->workers[i]->result;

		since(&r->migrations, read_migrations(r->tid));
	}
}

static void read_frequencies(const struct cell *cell, uint64_t *khz)
{
	for (uint64_t i = 0; i < cell->params.cpu_count; i++)
		khz[i] = read_khz(cell->cpus[i]);
}

/* What the frequencies at the start and at the end of the window tell. */
static void tell_frequencies(const struct cell *cell, const uint64_t *start,
			     const uint64_t *end,
			     struct uringlab_cell_result *result)
{
	uint64_t count = cell->params.cpu_count, sum = 0, most = 0;

	result->khz_at_end = result->khz_change_ppm = UINT64_MAX;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t change;

		if (start[i] == UINT64_MAX || end[i] == UINT64_MAX || !start[i])
			return;
		change = start[i] > end[i] ? start[i] - end[i] :
					     end[i] - start[i];
		change = change * 1000000 / start[i];
		most = change > most ? change : most;
		sum += end[i];
	}
	result->khz_at_end = sum / count;
	result->khz_change_ppm = most;
}

static unsigned count_strayed(const struct cell *cell)
{
	unsigned strayed = 0;

	for (unsigned i = 0; i < cell->params.workers; i++) {
		const struct worker *w = cell->workers[i];

		strayed += !is_bound(w->result.tid, &w->cpus);
	}
	return strayed;
}

/* Before the workers start: they are idle, and so is the disk. */
static void open_schedstats(struct cell *cell)
{
	for (unsigned i = 0; i < cell->params.workers; i++) {
		const struct worker *w = cell->workers[i];
		struct schedstats *files = &cell->schedstats[i];

		files->worker = schedstat_open(w->result.tid);
		for (unsigned n = 0; n < LANES; n++)
			if (w->partners[n].started)
				files->helpers[files->helper_count++] =
					schedstat_open(w->partners[n].tid);
		if (cell->params.setup_flags & IORING_SETUP_SQPOLL)
			files->helpers[files->helper_count++] = schedstat_open(
				find_sq_thread(w->result.tid));
	}
}

int window_measure(struct cell *cell, struct uringlab_cell_result *result,
		   char *snapshots)
{
	struct gate *gate = &cell->gate;
	uint64_t *khz_start = cell->khz, *khz_end = khz_start +
						    cell->params.cpu_count;
	enum interruption interruption;
	int ret;

	open_schedstats(cell);
	live_set_phase(cell, URINGLAB_PHASE_ramp);
	crew_start(cell);
	result->window_start_ns = gate->window_start_ns;
	result->window_end_ns = gate->window_end_ns;
	/* A moment of our own may pass: only the ramp was too short. */
	if (cell->params.window_start_ns && now_ns() >= gate->window_start_ns)
		return result_fail(result, ETIME, URINGLAB_STEP_start);
	if (sleep_until(cell, gate->window_start_ns))
		return 0;
	live_set_phase(cell, URINGLAB_PHASE_window);
	/* Before the counters: some kernels interrupt a CPU to learn of it. */
	read_frequencies(cell, khz_start);
	result->snapshot_start_ns = now_ns();
	ret = take_snapshot(cell, snapshots);
	if (ret < 0)
		return result_fail(result, -ret, URINGLAB_STEP_procfs);
	count_migrations(cell);
	interruption = sleep_until(cell, gate->window_end_ns);
	if (interruption == QUOTA_MET || interruption == STALLED)
		result->window_end_ns = crew_end_window(cell);
	else if (interruption)
		return 0;
	result->snapshot_end_ns = now_ns();
	ret = take_snapshot(cell,
			    snapshots + URINGLAB_SNAPSHOTS / 2 *
						cell->params.snapshot_bytes);
	result->io_workers = count_io_workers();
	count_migrations(cell);
	read_frequencies(cell, khz_end);
	tell_frequencies(cell, khz_start, khz_end, result);
	result->strayed = count_strayed(cell);
	if (ret < 0)
		return result_fail(result, -ret, URINGLAB_STEP_procfs);
	return 0;
}
