/* One cell: makes the workers, opens and closes the window, joins them. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abort_signal.h"
#include "clock.h"
#include "partner.h"
#include "snapshot.h"
#include "threads.h"
#include "worker.h"

#define MAX_THINKTIME_NS (10 * NSEC_PER_SEC)
#ifndef STACK_BYTES /* ThreadSanitizer keeps more on it */
#define STACK_BYTES (128 * 1024)
#endif
#define START_SLACK_NS (1 * 1000 * 1000)
/* How often the caller's stop is looked for and progress is shown. */
#define POLL_NS (50 * 1000 * 1000)
/* Not the machine's default, which may be a gigabyte. */
#define HUGE_PAGE_BYTES (2UL << 20)
#define MAP_HUGE_2_MIB (21 << MAP_HUGE_SHIFT)
#define SQ_THREAD_POLL_NS (1 * 1000 * 1000)
/* How long an aborted thread may take before it is given up. */
#define ABORT_TIMEOUT_NS (2 * NSEC_PER_SEC)

/* How long a window that waits for number_ios goes on without a read. */
#define STALL_NS NSEC_PER_SEC
#define STALL_THINKTIMES 3

/* How long a stopped cell waits for its reads. */
#define STOP_PATIENCE_NS NSEC_PER_SEC

/* Descriptors of the schedstat files of a worker and its helpers, or -1. */
struct schedstats {
	int worker;
	int helpers[2]; /* the partner and the SQ thread, where there are any */
	unsigned helper_count;
};

struct cell {
	struct uringlab_cell_params params;
	struct gate gate;
	unsigned thread_count;
	struct uringlab_live *live;
	/* The reads completed so far, and since when as many. */
	uint64_t seen_ios, seen_ns;
	char *mapping;
	size_t mapping_bytes;
	struct worker **workers;
	char **stacks;
	struct schedstats *schedstats;
	const uint64_t *cpus; /* the caller's */
	uint64_t *khz; /* of these, at the start and at the end of the window */
	char path[PATH_MAX];
};

static int failed(struct uringlab_cell_result *result, int error,
		  enum uringlab_step step)
{
	result->error = error;
	result->step = step;
	return -error;
}

/* Memory is laid out twice: first from address 0, to learn how much it takes. */
static char *carve(char **cursor, size_t bytes, size_t align)
{
	uintptr_t at = ((uintptr_t)*cursor + align - 1) / align * align;

	*cursor = (char *)at + bytes;
	return (char *)at;
}

static size_t lay_out(struct cell *cell, char *base)
{
	const struct uringlab_cell_params *p = &cell->params;
	size_t page = sysconf(_SC_PAGESIZE);
	size_t stride = (p->bs + p->mem_align - 1) / p->mem_align *
			p->mem_align;
	char *cursor = base;

	for (unsigned i = 0; i < p->workers; i++) {
		char *guard = carve(&cursor, page, page);
		char *memory = carve(&cursor, 0, page);
		char *stack = carve(&cursor, STACK_BYTES, page);
		struct worker layout = { .params = p, .path = cell->path,
					 .gate = &cell->gate, .index = i,
					 .memory = memory,
					 .buffer_stride = stride };
		struct worker *worker =
			(void *)carve(&cursor, sizeof(*worker), 64);

		layout.slat = (void *)carve(&cursor, sizeof(*layout.slat), 64);
		layout.clat = (void *)carve(&cursor, sizeof(*layout.clat), 64);
		layout.lat = (void *)carve(&cursor, sizeof(*layout.lat), 64);
		layout.slots = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.slots), 64);
		layout.free_slots = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.free_slots), 64);
		layout.batch = (void *)carve(
			&cursor, p->iodepth * sizeof(*layout.batch), 64);
		layout.partner.returned = (void *)carve(
			&cursor, p->iodepth * sizeof(unsigned), 64);
		layout.partner.stack =
			carve(&cursor,
			      wait_has_partner(p->wait) ? PARTNER_STACK_BYTES :
							  0,
			      page);
		layout.buffers = carve(&cursor, p->iodepth * stride,
				       p->mem_align > page ? p->mem_align :
							     page);
		carve(&cursor, 0, page);
		layout.memory_bytes = cursor - memory;
		if (base) {
			*worker = layout;
			cell->workers[i] = worker;
			cell->stacks[i] = stack;
			/* No part of a huge page can be protected. */
			if (!p->hugepages)
				mprotect(guard, page, PROT_NONE);
		}
	}
	return cursor - base;
}

static void close_schedstats(const struct schedstats *files)
{
	if (files->worker >= 0)
		close(files->worker);
	for (unsigned i = 0; i < files->helper_count; i++)
		if (files->helpers[i] >= 0)
			close(files->helpers[i]);
}

static void free_cell(struct cell *cell)
{
	if (cell->mapping)
		munmap(cell->mapping, cell->mapping_bytes);
	if (cell->schedstats)
		for (unsigned i = 0; i < cell->params.workers; i++)
			close_schedstats(&cell->schedstats[i]);
	free(cell->workers);
	free(cell->stacks);
	free(cell->schedstats);
	free(cell->khz);
	free(cell);
}

static void place(struct worker *w, const uint64_t *cpus)
{
	const struct uringlab_cell_params *p = w->params;
	const uint64_t *partner = cpus + p->cpu_count;

	cpu_mask_of(&w->cpus,
		    p->split ? &cpus[w->index % p->cpu_count] : cpus,
		    p->split ? 1 : p->cpu_count);
	if (!p->partner_cpu_count)
		return;
	partner += w->index % p->partner_cpu_count;
	cpu_mask_of(&w->partner.cpus, partner, 1);
	w->partner_cpu = *partner;
}

/* MAP_FAILED, with errno set, where there is none. */
static char *map_memory(struct cell *cell)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;

	if (!cell->params.hugepages) {
		flags |= MAP_NORESERVE;
	} else {
		/* Reserved, or a page that is missing would be a SIGBUS. */
		flags |= MAP_HUGETLB | MAP_HUGE_2_MIB;
		cell->mapping_bytes += HUGE_PAGE_BYTES - 1;
		cell->mapping_bytes -= cell->mapping_bytes % HUGE_PAGE_BYTES;
	}
	return mmap(NULL, cell->mapping_bytes, PROT_READ | PROT_WRITE, flags,
		    -1, 0);
}

/* NULL, with errno set, where there is no memory for it. */
static struct cell *make_cell(const struct uringlab_cell_params *params,
			      const char *path, const uint64_t *cpus)
{
	struct cell *cell = calloc(1, sizeof(*cell));
	pthread_condattr_t monotonic;
	unsigned workers = params->workers;
	char *base;

	if (!cell)
		return NULL;
	cell->params = *params;
	cell->cpus = cpus;
	snprintf(cell->path, sizeof(cell->path), "%s", path);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&cell->gate.mutex, NULL);
	pthread_cond_init(&cell->gate.changed, &monotonic);
	pthread_condattr_destroy(&monotonic);

	cell->workers = calloc(workers, sizeof(*cell->workers));
	cell->stacks = calloc(workers, sizeof(*cell->stacks));
	cell->khz = calloc(2 * params->cpu_count, sizeof(*cell->khz));
	cell->schedstats = malloc(workers * sizeof(*cell->schedstats));
	if (cell->schedstats)
		for (unsigned i = 0; i < workers; i++)
			cell->schedstats[i] =
				(struct schedstats){ .worker = -1 };
	/* As aligned as address 0, or the second layout may take more. */
	cell->mapping_bytes = lay_out(cell, NULL) + params->mem_align;
	cell->mapping = map_memory(cell);
	if (cell->mapping == MAP_FAILED)
		cell->mapping = NULL;
	if (!cell->workers || !cell->stacks || !cell->schedstats ||
	    !cell->khz ||
	    !cell->mapping) {
		int error = errno;

		free_cell(cell);
		errno = error;
		return NULL;
	}
	base = cell->mapping;
	lay_out(cell, carve(&base, 0, params->mem_align));
	cell->gate.quota_left = params->number_ios ? workers : 0;
	for (unsigned i = 0; i < workers; i++)
		place(cell->workers[i], cpus);
	return cell;
}

/* Signals are for the caller's threads; only the abort signal is for ours. */
static int create_threads(struct cell *cell)
{
	sigset_t ours, callers;
	int error = 0;

	sigfillset(&ours);
	sigdelset(&ours, ABORT_SIGNAL);
	pthread_sigmask(SIG_SETMASK, &ours, &callers);
	while (!error && cell->thread_count < cell->params.workers) {
		unsigned i = cell->thread_count;
		pthread_attr_t attributes;

		pthread_attr_init(&attributes);
		pthread_attr_setstack(&attributes, cell->stacks[i],
				      STACK_BYTES);
		error = pthread_create(&cell->workers[i]->thread, &attributes,
				       worker_main, cell->workers[i]);
		pthread_attr_destroy(&attributes);
		if (!error)
			cell->thread_count++;
	}
	pthread_sigmask(SIG_SETMASK, &callers, NULL);
	return error;
}

/* Whether every worker that was made got its ring. */
static bool wait_until_ready(struct cell *cell)
{
	bool good = cell->thread_count == cell->params.workers;

	pthread_mutex_lock(&cell->gate.mutex);
	while (cell->gate.ready_count < cell->thread_count)
		pthread_cond_wait(&cell->gate.changed, &cell->gate.mutex);
	pthread_mutex_unlock(&cell->gate.mutex);
	for (unsigned i = 0; i < cell->thread_count; i++)
		good = good && !cell->workers[i]->error;
	return good;
}

static void start_workers(struct cell *cell)
{
	struct gate *gate = &cell->gate;

	pthread_mutex_lock(&gate->mutex);
	gate->window_start_ns = cell->params.window_start_ns;
	if (!gate->window_start_ns)
		gate->window_start_ns = now_ns() + START_SLACK_NS +
					cell->params.ramp_ns;
	gate->window_end_ns = gate->window_start_ns + cell->params.runtime_ns;
	gate->started = true;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
}

/* Threads that have ended have no counters any more: they wait for this. */
static void release_workers(struct cell *cell)
{
	pthread_mutex_lock(&cell->gate.mutex);
	cell->gate.released = true;
	pthread_cond_broadcast(&cell->gate.changed);
	pthread_mutex_unlock(&cell->gate.mutex);
}

/* Lets the workers see that their time is over. */
static void end_loops(struct cell *cell)
{
	for (unsigned i = 0; i < cell->thread_count; i++)
		atomic_store(&cell->workers[i]->edge_ns, 0);
}

/* Ends the window early. Its length first: see pass_edge(). */
static uint64_t end_window(struct cell *cell)
{
	uint64_t now = now_ns();

	for (unsigned i = 0; i < cell->thread_count; i++)
		atomic_store(&cell->workers[i]->window_ns,
			     now - cell->gate.window_start_ns);
	end_loops(cell);
	return now;
}

static void stop_workers(struct cell *cell)
{
	atomic_store(&cell->gate.stop, true);
	end_loops(cell);
}

static void set_phase(struct cell *cell, enum uringlab_phase phase)
{
	__atomic_store_n(&cell->live->phase, phase, __ATOMIC_RELAXED);
}

static bool caller_stopped(struct cell *cell)
{
	return __atomic_load_n(&cell->live->stop, __ATOMIC_RELAXED);
}

static void show_progress(struct cell *cell)
{
	uint64_t ios = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		ios += atomic_load_explicit(&cell->workers[i]->live_ios,
					    memory_order_relaxed);
	__atomic_store_n(&cell->live->ios, ios, __ATOMIC_RELAXED);
}

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
	if (caller_stopped(cell))
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

		show_progress(cell);
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

/* The caller's two texts, then each worker's schedstat as a difference. */
static int take_snapshot(struct cell *cell, char *texts)
{
	size_t bytes = cell->params.snapshot_bytes;
	int ret = read_text("/proc/interrupts", texts, bytes);

	if (ret == 0)
		ret = read_text("/proc/stat", texts + bytes, bytes);
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
		if (w->partner.started)
			files->helpers[files->helper_count++] =
				schedstat_open(w->partner.tid);
		if (cell->params.setup_flags & IORING_SETUP_SQPOLL)
			files->helpers[files->helper_count++] = schedstat_open(
				find_sq_thread(w->result.tid));
	}
}

/* From the start of the workers to the end of the window. */
static int measure(struct cell *cell, struct uringlab_cell_result *result,
		   char *snapshots)
{
	struct gate *gate = &cell->gate;
	uint64_t *khz_start = cell->khz, *khz_end = khz_start +
						    cell->params.cpu_count;
	enum interruption interruption;
	int ret;

	open_schedstats(cell);
	set_phase(cell, URINGLAB_PHASE_ramp);
	start_workers(cell);
	result->window_start_ns = gate->window_start_ns;
	result->window_end_ns = gate->window_end_ns;
	/* A moment of our own may pass: only the ramp was too short. */
	if (cell->params.window_start_ns && now_ns() >= gate->window_start_ns)
		return failed(result, ETIME, URINGLAB_STEP_start);
	if (sleep_until(cell, gate->window_start_ns))
		return 0;
	set_phase(cell, URINGLAB_PHASE_window);
	/* Before the counters: some kernels interrupt a CPU to learn of it. */
	read_frequencies(cell, khz_start);
	result->snapshot_start_ns = now_ns();
	ret = take_snapshot(cell, snapshots);
	if (ret < 0)
		return failed(result, -ret, URINGLAB_STEP_procfs);
	count_migrations(cell);
	interruption = sleep_until(cell, gate->window_end_ns);
	if (interruption == QUOTA_MET || interruption == STALLED)
		result->window_end_ns = end_window(cell);
	else if (interruption)
		return 0;
	result->snapshot_end_ns = now_ns();
	ret = take_snapshot(cell,
			    snapshots + 2 * cell->params.snapshot_bytes);
	result->io_workers = count_io_workers();
	count_migrations(cell);
	read_frequencies(cell, khz_end);
	tell_frequencies(cell, khz_start, khz_end, result);
	result->strayed = count_strayed(cell);
	if (ret < 0)
		return failed(result, -ret, URINGLAB_STEP_procfs);
	return 0;
}

/* Waits for the threads that are left; how many are not done by then. */
static unsigned wait_until_done(struct cell *cell, uint64_t deadline_ns)
{
	struct timespec deadline = timespec_of(deadline_ns);
	unsigned left;
	int ret = 0;

	pthread_mutex_lock(&cell->gate.mutex);
	while (cell->gate.done_count < cell->thread_count && ret != ETIMEDOUT)
		ret = pthread_cond_timedwait(&cell->gate.changed,
					     &cell->gate.mutex, &deadline);
	left = cell->thread_count - cell->gate.done_count;
	pthread_mutex_unlock(&cell->gate.mutex);
	return left;
}

/*
 * Reads that do not complete leave their workers asleep in GETEVENTS, or in
 * the kernel where no signal reaches them; how many could not be ended.
 */
static unsigned abort_workers(struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	unsigned left;

	atomic_store(&cell->gate.abort, true);
	do {
		/* Again: one that came just before a wait does not end it. */
		for (unsigned i = 0; i < cell->thread_count; i++)
			pthread_kill(cell->workers[i]->thread, ABORT_SIGNAL);
		left = wait_until_done(cell, now_ns() + POLL_NS);
	} while (left && now_ns() < deadline);
	return left;
}

static void collect(struct cell *cell, const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;
	uint64_t began = now_ns();

	for (unsigned i = 0; i < cell->thread_count; i++) {
		const struct worker *w = cell->workers[i];

		if (w->error && !result->error)
			failed(result, w->error, w->step);
		m->workers[i] = w->result;
		m->workers[i].size = sizeof(w->result);
		histogram_merge(m->histograms, w->slat);
		histogram_merge(m->histograms + URINGLAB_BUCKETS + 1, w->clat);
		histogram_merge(m->histograms + 2 * (URINGLAB_BUCKETS + 1),
				w->lat);
		for (unsigned e = 0; e < URINGLAB_ERRNOS; e++)
			m->errnos[e] += w->errnos[e];
		for (unsigned s = 0; s < URINGLAB_SLICES; s++)
			m->slices[s] += w->slices[s];
		result->locked_bytes += w->memory_bytes;
		result->in_flight += w->in_flight;
		result->short_reads += w->short_reads;
		result->unexpected_cqes += w->unexpected_cqes;
		result->verify_errors += w->verify_errors;
		result->io_errors += w->io_errors;
		if (result->first_error_offset == UINT64_MAX) {
			result->first_error = w->first_error;
			result->first_error_offset = w->first_error_offset;
		}
	}
	result->merge_ns = now_ns() - began;
}

/* Of workers that the kernel holds: what they count does not change any more. */
static uint64_t count_in_flight(const struct cell *cell)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		all += cell->params.iodepth -
		       __atomic_load_n(&cell->workers[i]->free_count,
				       __ATOMIC_RELAXED);
	return all;
}

/*
 * A thread's exit waits for those of its reads that block in the kernel; how
 * many were still waiting in the end.
 */
static unsigned join_workers(struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	unsigned left = 0;

	for (unsigned i = 0; i < cell->thread_count; i++)
		left += !join_by(cell->workers[i]->thread, deadline);
	return left;
}

static bool has_ended(int schedstat)
{
	uint64_t run, delay;

	schedstat_read(schedstat, &run, &delay);
	return run == UINT64_MAX;
}

/*
 * The kernel ends an SQ thread, which spins, and with it its reads, some time
 * after its ring is closed; how many were still there in the end.
 */
static unsigned wait_for_sq_threads(const struct cell *cell)
{
	uint64_t deadline = now_ns() + ABORT_TIMEOUT_NS;
	struct timespec again = timespec_of(SQ_THREAD_POLL_NS);
	unsigned left = 0;

	for (unsigned i = 0; i < cell->thread_count; i++) {
		const struct schedstats *files = &cell->schedstats[i];

		for (unsigned h = 0; h < files->helper_count; h++) {
			while (!has_ended(files->helpers[h]) &&
			       now_ns() < deadline)
				nanosleep(&again, NULL);
			left += !has_ended(files->helpers[h]);
		}
	}
	return left;
}

/*
 * Whether all reads came back in time. Whoever has stopped the cell does not
 * want to wait for a disk that does not answer either.
 */
static bool drained(struct cell *cell)
{
	uint64_t began = now_ns();

	while (wait_until_done(cell, now_ns() + POLL_NS)) {
		uint64_t patience = caller_stopped(cell) ?
					    STOP_PATIENCE_NS :
					    cell->params.drain_timeout_ns;

		if (now_ns() - began > patience)
			return false;
	}
	return true;
}

/* Ends the workers; whether all that they left behind may be freed. */
static bool finish(struct cell *cell, const struct uringlab_cell_memory *m)
{
	struct uringlab_cell_result *result = m->result;

	set_phase(cell, URINGLAB_PHASE_drain);
	if (!drained(cell))
		result->abandoned = abort_workers(cell);
	if (result->abandoned)
		result->in_flight = count_in_flight(cell);
	else
		collect(cell, m);
	show_progress(cell);
	release_workers(cell);
	if (!result->abandoned)
		result->abandoned = join_workers(cell);
	if (!result->abandoned)
		result->abandoned = wait_for_sq_threads(cell);
	if (result->abandoned && !result->error)
		failed(result, ETIMEDOUT, URINGLAB_STEP_drain);
	return !result->abandoned;
}

static bool needs_partner_cpu(const struct uringlab_cell_params *p)
{
	return wait_has_partner(p->wait) ||
	       p->setup_flags & IORING_SETUP_SQ_AFF;
}

static bool valid_params(const struct uringlab_cell_params *p)
{
	/* The upper bounds keep the layout's arithmetic within 64 bits. */
	return p->size == sizeof(*p) && p->workers &&
	       p->workers <= UINT16_MAX && p->iodepth &&
	       p->iodepth <= UINT16_MAX && p->bs && p->bs <= INT_MAX &&
	       p->blocks && p->mem_align && p->mem_align <= INT_MAX &&
	       !(p->mem_align & (p->mem_align - 1)) && p->cpu_count &&
	       p->cpu_count <= MAX_CPUS && p->partner_cpu_count <= MAX_CPUS &&
	       p->iodepth_batch && p->iodepth_batch <= p->iodepth &&
	       p->iodepth_batch_complete_min &&
	       p->iodepth_batch_complete_min <= p->iodepth_batch_complete_max &&
	       p->runtime_ns > URINGLAB_SLICES && p->snapshot_bytes &&
	       p->snapshot_bytes <= UINT32_MAX &&
	       p->wait <= URINGLAB_WAIT_eventfd &&
	       p->thinktime_ns <= MAX_THINKTIME_NS &&
	       (p->partner_cpu_count || !needs_partner_cpu(p)) &&
	       (!p->submit_and_wait ||
		(p->wait == URINGLAB_WAIT_wait &&
		 !(p->setup_flags & IORING_SETUP_SQPOLL)));
}

/* One text of at most PATH_MAX bytes, whose end is the end of its memory. */
static bool valid_path(const struct uringlab_cell_memory *m)
{
	return m->path_bytes && m->path_bytes <= PATH_MAX &&
	       strnlen(m->path, m->path_bytes) == m->path_bytes - 1;
}

/* Whether each part is as large as the parameters, which are valid, ask for. */
static bool valid_sizes(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *p = m->params;

	return m->cpus_bytes == (p->cpu_count + p->partner_cpu_count) *
					sizeof(*m->cpus) &&
	       m->live_bytes == sizeof(*m->live) &&
	       m->workers_bytes == p->workers * sizeof(*m->workers) &&
	       m->histograms_bytes == URINGLAB_HISTOGRAMS *
					      (URINGLAB_BUCKETS + 1) *
					      sizeof(*m->histograms) &&
	       m->errnos_bytes == URINGLAB_ERRNOS * sizeof(*m->errnos) &&
	       m->slices_bytes == URINGLAB_SLICES * sizeof(*m->slices) &&
	       m->snapshots_bytes == URINGLAB_SNAPSHOTS * p->snapshot_bytes;
}

static bool valid(const struct uringlab_cell_memory *m)
{
	return m->params_bytes == sizeof(*m->params) &&
	       valid_params(m->params) && valid_path(m) && valid_sizes(m);
}

uint64_t uringlab_cell_bytes(const struct uringlab_cell_params *params)
{
	struct cell cell = { .params = *params };

	if (params->size != sizeof(*params))
		return 0;
	/* Of the layout, all but the guard pages. */
	return lay_out(&cell, NULL) - params->workers * sysconf(_SC_PAGESIZE);
}

/* Runs a cell whose result can be written: 0 or -errno. */
static int run(const struct uringlab_cell_memory *m)
{
	const struct uringlab_cell_params *params = m->params;
	struct uringlab_cell_result *result = m->result;
	struct cell *cell;
	int error;

	memset(result, 0, sizeof(*result));
	result->size = sizeof(*result);
	result->first_error_offset = UINT64_MAX;
	if (!valid(m))
		return failed(result, EINVAL, URINGLAB_STEP_parameters);
	for (uint64_t i = 0; i < params->cpu_count + params->partner_cpu_count;
	     i++)
		if (m->cpus[i] >= MAX_CPUS)
			return failed(result, EINVAL, URINGLAB_STEP_affinity);
	cell = make_cell(params, m->path, m->cpus);
	if (!cell)
		return failed(result, errno,
			      params->hugepages ? URINGLAB_STEP_hugepages :
						  URINGLAB_STEP_memory);
	cell->live = m->live;
	set_phase(cell, URINGLAB_PHASE_setup);

	abort_signal_take();
	error = create_threads(cell);
	if (error)
		failed(result, error, URINGLAB_STEP_thread);
	if (wait_until_ready(cell)) {
		measure(cell, result, m->snapshots);
		if (result->error || caller_stopped(cell) ||
		    now_ns() < result->window_end_ns)
			stop_workers(cell);
	} else {
		stop_workers(cell);
		start_workers(cell);
	}
	result->stopped = caller_stopped(cell);
	/* Threads that cannot be ended keep their memory and their signal. */
	if (finish(cell, m)) {
		free_cell(cell);
		abort_signal_give_back();
	}
	__atomic_store_n(&m->live->phase, URINGLAB_PHASE_done, __ATOMIC_RELAXED);
	return -(int)result->error;
}

int64_t uringlab_run_cell(const struct uringlab_cell_memory *memory)
{
	if (memory->size != sizeof(*memory) ||
	    memory->result_bytes != sizeof(*memory->result))
		return -EINVAL;
	return run(memory);
}
