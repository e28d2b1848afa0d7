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
enum interruption {
	NONE,
	CALLER_STOPPED,
	WORKER_LEFT,
	WAKER_FAILED,
	QUOTA_MET,
	STALLED
};

/*
 * Whether no read has completed for so long that none is expected any more, as
 * where the kernel shows no completion to a thread that does not ask. A window
 * that number_ios is to end then ends without them.
 */
static bool has_stalled(struct cell *cell)
{
	uint64_t ios = cell->live->ios, now = now_ns();

	if (ios != cell->seen_ios || !cell->seen_ns) {
		cell->seen_ios = ios;
		cell->seen_ns = now;
	}
	return now - cell->seen_ns >
	       STALL_NS + STALL_THINKTIMES * (cell->arms[0].thinktime_ns +
					      cell->params.wake_delay_ns);
}

static enum interruption interruption_of(struct cell *cell)
{
	if (live_is_stopped(cell))
		return CALLER_STOPPED;
	if (cell->gate.failed)
		return WAKER_FAILED;
	/* The worker has failed, or has left its loop at the window's end. */
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

/*
 * How long the caller's thread sleeps before it looks. In a quiet window the
 * timer that wakes it would interrupt a worker, whose completions the kernel
 * then delivers. It looks for stalls all the same.
 */
static uint64_t patience_ns(const struct cell *cell)
{
	if (!cell->params.quiet || cell->live->phase != URINGLAB_PHASE_window)
		return POLL_NS;
	return cell->params.number_ios ? STALL_NS : UINT64_MAX;
}

/* Sleeps until then_ns, or until an interruption, which it returns. */
static enum interruption sleep_until(struct cell *cell, uint64_t then_ns)
{
	enum interruption interruption;

	pthread_mutex_lock(&cell->gate.mutex);
	for (;;) {
		uint64_t now, patience = patience_ns(cell);
		struct timespec wake;

		live_show(cell);
		interruption = interruption_of(cell);
		/*
		 * The clock is read last. When this thread wakes up after
		 * then_ns, workers have left or met their quota in time, which
		 * is no interruption.
		 */
		now = now_ns();
		if (now >= then_ns && interruption != CALLER_STOPPED &&
		    interruption != WAKER_FAILED)
			interruption = NONE;
		if (now >= then_ns || interruption)
			break;
		wake = timespec_of(then_ns - now > patience ? now + patience :
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
 * The caller's texts of an edge, of which this is number edge. A kernel without
 * CONFIG_PSI, or with psi=0, has no pressure to tell of.
 */
static int take_snapshot(const struct cell *cell, char *snapshots,
			 uint64_t edge)
{
	size_t bytes = cell->params.snapshot_bytes;
	char *texts = snapshots + edge * URINGLAB_SNAPSHOTS / 2 * bytes;
	int ret = read_text("/proc/interrupts", texts, bytes);

	if (ret == 0)
		ret = read_text("/proc/stat", texts + bytes, bytes);
	if (ret == 0 &&
	    read_text("/proc/pressure/io", texts + 2 * bytes, bytes) < 0)
		texts[2 * bytes] = 0;
	return ret;
}

/*
 * At either edge of the window, where it is the difference that counts. With
 * several turns a worker reads its own times, and nobody tells migrations from
 * one arm's turns to another's.
 */
static void read_threads(struct cell *cell)
{
	for (unsigned i = 0; i < cell->params.workers; i++) {
		struct worker *w = cell->workers[i];

		if (cell->params.turns > 1) {
			for (unsigned n = 0; n < cell->params.arms; n++)
				w->results[n].migrations = UINT64_MAX;
			continue;
		}
		read_run_times(&cell->schedstats[i], &w->results[0]);
		since(&w->results[0].migrations, read_migrations(w->tid));
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

		strayed += !is_bound(w->tid, &w->cpus);
	}
	return strayed;
}

/* Before the workers start: they are idle, and so is the disk. */
static void open_schedstats(struct cell *cell)
{
	for (unsigned i = 0; i < cell->params.workers; i++) {
		struct worker *w = cell->workers[i];
		struct schedstats *files = &cell->schedstats[i];

		files->worker = w->schedstat = schedstat_open(w->tid);
		for (unsigned n = 0; n < cell->params.arms; n++)
			if (w->partners[n].started)
				files->helpers[files->helper_count++] =
					schedstat_open(w->partners[n].tid);
		if (cell->arms[0].setup_flags & IORING_SETUP_SQPOLL)
			files->helpers[files->helper_count++] =
				schedstat_open(w->lanes[0].sq_tid);
	}
}

/*
 * Reads the texts at the edges that are inside of the window: those of every
 * turn but for the first one's start and the last one's end.
 */
static enum interruption pass_turns(struct cell *cell,
				    const struct uringlab_cell_memory *m,
				    int *error)
{
	for (uint64_t turn = 0; turn + 1 < cell->params.turns; turn++) {
		const struct uringlab_turn *now = &cell->schedule[turn];
		uint64_t window_ns = cell->gate.window_start_ns;
		enum interruption interruption = sleep_until(
			cell, window_ns + now->start_ns + now->length_ns);

		if (interruption)
			return interruption;
		m->turns[turn].snapshot_end_ns = now_ns();
		*error = take_snapshot(cell, m->snapshots, 2 * turn + 1);
		if (*error)
			return NONE;
		interruption = sleep_until(cell, window_ns + now[1].start_ns);
		if (interruption)
			return interruption;
		m->turns[turn + 1].snapshot_start_ns = now_ns();
		*error = take_snapshot(cell, m->snapshots, 2 * turn + 2);
		if (*error)
			return NONE;
	}
	return NONE;
}

/* io-wq's threads, and which of them have the cell's CPUs only. */
static struct io_workers io_workers_of(const struct cell *cell)
{
	struct cpu_mask cpus;

	/* The workers were bound to these CPUs, so that the list is good. */
	cpu_mask_of(&cpus, cell->cpus, cell->params.cpu_count);
	return read_io_workers(&cpus);
}

/* Whether an arm's reads go through io-wq, whose time is told then. */
static bool uses_io_wq(const struct cell *cell)
{
	for (uint64_t arm = 0; arm < cell->params.arms; arm++) {
		if (cell->arms[arm].force_async)
			return true;
	}
	return false;
}

/* Tells of io-wq's threads what they were before the window, and are now. */
static void tell_io_workers(const struct cell *cell, uint64_t before_ns,
			    struct uringlab_cell_result *result)
{
	struct io_workers now = io_workers_of(cell);

	result->io_workers = now.count;
	result->io_workers_bound = now.bound;
	/* A thread that had nothing to do for 5 s has ended with its time. */
	result->io_worker_ns =
		now.run_ns == UINT64_MAX || before_ns == UINT64_MAX ? UINT64_MAX :
		now.run_ns < before_ns				    ? 0 :
								      now.run_ns - before_ns;
}

int window_measure(struct cell *cell, const struct uringlab_cell_memory *m)
{
	struct gate *gate = &cell->gate;
	struct uringlab_cell_result *result = m->result;
	uint64_t *khz_start = cell->khz, *khz_end = khz_start +
						    cell->params.cpu_count;
	uint64_t last = cell->params.turn_snapshots ? cell->params.turns - 1 : 0;
	enum interruption interruption = NONE;
	uint64_t io_worker_ns = 0;
	int ret;

	open_schedstats(cell);
	live_set_phase(cell, URINGLAB_PHASE_ramp);
	crew_start(cell);
	result->window_start_ns = gate->window_start_ns;
	result->window_end_ns = gate->window_end_ns;
	/*
	 * A start that the caller has named must lie ahead, since others count
	 * from it. One that was chosen here may pass: the ramp was too short,
	 * and nothing else depends on it.
	 */
	if (cell->params.window_start_ns && now_ns() >= gate->window_start_ns)
		return result_fail(result, ETIME, URINGLAB_STEP_start);
	if (sleep_until(cell, gate->window_start_ns))
		return 0;
	live_set_phase(cell, URINGLAB_PHASE_window);
	/* Before the counters: some kernels interrupt a CPU to learn of it. */
	read_frequencies(cell, khz_start);
	result->snapshot_start_ns = m->turns[0].snapshot_start_ns = now_ns();
	ret = take_snapshot(cell, m->snapshots, 0);
	if (ret < 0)
		return result_fail(result, -ret, URINGLAB_STEP_procfs);
	read_threads(cell);
	if (uses_io_wq(cell))
		io_worker_ns = io_workers_of(cell).run_ns;
	if (last)
		interruption = pass_turns(cell, m, &ret);
	if (ret < 0)
		return result_fail(result, -ret, URINGLAB_STEP_procfs);
	if (!interruption)
		interruption = sleep_until(cell, gate->window_end_ns);
	if (interruption == QUOTA_MET || interruption == STALLED)
		result->window_end_ns = crew_end_window(cell);
	else if (interruption)
		return 0;
	result->snapshot_end_ns = m->turns[last].snapshot_end_ns = now_ns();
	ret = take_snapshot(cell, m->snapshots, 2 * last + 1);
	read_threads(cell);
	tell_io_workers(cell, io_worker_ns, result);
	read_frequencies(cell, khz_end);
	tell_frequencies(cell, khz_start, khz_end, result);
	result->strayed = count_strayed(cell);
	if (ret < 0)
		return result_fail(result, -ret, URINGLAB_STEP_procfs);
	return 0;
}
