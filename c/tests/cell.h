/* One cell with all that it reads and writes. */
#ifndef CELL_H
#define CELL_H

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

#include "../compat.h"
#include "../random.h"
#include "../uringlab.h"
#include "cpus.h"
#include "target.h"

#define MS UINT64_C(1000000)
#define HOUR (3600 * 1000 * MS)
#define MAX_WORKERS 16
#define MAX_ARMS 3
#define MAX_TURNS 12
#define BLOCKS 64
#define HISTOGRAM_SLOTS (URINGLAB_BUCKETS + 1)
/* Room for /proc/interrupts on the largest machines; touched only as needed. */
#define SNAPSHOT_BYTES (UINT64_C(32) << 20)
#define MAX_SNAPSHOTS (MAX_TURNS * URINGLAB_SNAPSHOTS)

/* No test locks more; it is the kernel's default limit. */
#define LOCKED_BYTES_MAX (UINT64_C(8) << 20)
#define UNKNOWN_SETUP_FLAG (1U << 30)

struct cell_run {
	struct uringlab_cell_params params;
	struct uringlab_arm_params arms[MAX_ARMS];
	struct uringlab_turn schedule[MAX_TURNS];
	struct uringlab_live live;
	struct uringlab_cell_result result;
	struct uringlab_arm_result arm_results[MAX_ARMS];
	struct uringlab_turn_result turns[MAX_TURNS];
	/* Those of the first arm, then of the next; so are those that follow. */
	struct uringlab_worker_result workers[MAX_ARMS * MAX_WORKERS];
	uint64_t histograms[MAX_ARMS * URINGLAB_HISTOGRAMS][HISTOGRAM_SLOTS];
	uint64_t errnos[MAX_ARMS * URINGLAB_ERRNOS];
	uint64_t slices[MAX_ARMS * URINGLAB_SLICES];
	uint64_t cpus[MAX_CPUS];
	const char *path;
	char *snapshots;
	pthread_t thread;
	int64_t ret;
};

/* Skips what cannot work on this machine. */
__attribute__((constructor)) static inline void require_cells(void)
{
	if (uringlab_probe_ring(0, 4) < 0)
		skip("no io_uring here");
	if (uringlab_probe_memlock(LOCKED_BYTES_MAX) < 0)
		skip("RLIMIT_MEMLOCK is below 8 MiB");
}

/* A short cell of one worker, iodepth 4, one SQE and one CQE at a time. */
static inline struct cell_run *new_cell(const char *path)
{
	struct cell_run *run = calloc(1, sizeof(*run));

	CHECK(run != NULL, ==, true);
	run->path = path;
	/* Of calloc() ASan would note every byte, which takes most of a test. */
	run->snapshots = mmap(NULL, MAX_SNAPSHOTS * SNAPSHOT_BYTES,
			      PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(run->snapshots != MAP_FAILED, ==, true);
	run->live.size = sizeof(run->live);
	run->params = (struct uringlab_cell_params){
		.size = sizeof(run->params),
		.arms = 1,
		.turns = 1,
		.workers = 1,
		.bs = TARGET_BLOCK,
		.blocks = BLOCKS,
		.mem_align = TARGET_BLOCK,
		.cpu_count = allowed_cpus(run->cpus),
		.ramp_ns = 5 * MS,
		.runtime_ns = 20 * MS,
		.drain_timeout_ns = 30 * 1000 * MS,
		.snapshot_bytes = SNAPSHOT_BYTES,
	};
	run->arms[0] = (struct uringlab_arm_params){
		.size = sizeof(run->arms[0]),
		.seed = 1,
		.iodepth = 4,
		.pipeline = 1,
		.iodepth_batch = 1,
		.iodepth_batch_complete_min = 1,
		.iodepth_batch_complete_max = 1,
	};
	return run;
}

/* Four turns of the first two arms, one after the other, with gaps between. */
static inline void alternate(struct cell_run *run, uint64_t turn_ns,
			     uint64_t gap_ns)
{
	run->params.arms = 2;
	run->params.turns = 4;
	run->params.runtime_ns = 2 * turn_ns; /* of each arm */
	for (unsigned turn = 0; turn < 4; turn++)
		run->schedule[turn] = (struct uringlab_turn){
			.size = sizeof(*run->schedule),
			.arm = turn % 2,
			.start_ns = turn * (turn_ns + gap_ns),
			.length_ns = turn_ns,
		};
}

static inline void free_cell_run(struct cell_run *run)
{
	munmap(run->snapshots, MAX_SNAPSHOTS * SNAPSHOT_BYTES);
	free(run);
}

/*
 * All of the run's memory, each part as large as the parameters ask for. One
 * turn is as long as the window.
 */
static inline struct uringlab_cell_memory memory_of(struct cell_run *run)
{
	const struct uringlab_cell_params *p = &run->params;
	uint64_t edges = p->turn_snapshots ? p->turns : 1;

	if (p->turns == 1)
		run->schedule[0] = (struct uringlab_turn){
			.size = sizeof(*run->schedule),
			.length_ns = p->runtime_ns,
		};
	return (struct uringlab_cell_memory){
		.size = sizeof(struct uringlab_cell_memory),
		.params = p,
		.params_bytes = sizeof(*p),
		.arms = run->arms,
		.arms_bytes = p->arms * sizeof(*run->arms),
		.schedule = run->schedule,
		.schedule_bytes = p->turns * sizeof(*run->schedule),
		.path = run->path,
		.path_bytes = strlen(run->path) + 1,
		.cpus = run->cpus,
		.cpus_bytes = (p->cpu_count + p->partner_cpu_count +
			       p->waker_cpu_count) *
			      sizeof(*run->cpus),
		.live = &run->live,
		.live_bytes = sizeof(run->live),
		.result = &run->result,
		.result_bytes = sizeof(run->result),
		.arm_results = run->arm_results,
		.arm_results_bytes = p->arms * sizeof(*run->arm_results),
		.turns = run->turns,
		.turns_bytes = p->turns * sizeof(*run->turns),
		.workers = run->workers,
		.workers_bytes = p->arms * p->workers * sizeof(*run->workers),
		.histograms = run->histograms[0],
		.histograms_bytes = p->arms * URINGLAB_HISTOGRAMS *
				    sizeof(*run->histograms),
		.errnos = run->errnos,
		.errnos_bytes = p->arms * URINGLAB_ERRNOS * sizeof(*run->errnos),
		.slices = run->slices,
		.slices_bytes = p->arms * URINGLAB_SLICES * sizeof(*run->slices),
		.snapshots = run->snapshots,
		.snapshots_bytes = edges * URINGLAB_SNAPSHOTS * p->snapshot_bytes,
	};
}

/* What the cell locks, as the library says beforehand. */
static inline uint64_t cell_bytes(const struct cell_run *run)
{
	return uringlab_cell_bytes(&run->params, run->arms,
				   run->params.arms * sizeof(*run->arms));
}

static inline int64_t run_cell(struct cell_run *run)
{
	const struct uringlab_cell_memory memory = memory_of(run);

	run->ret = uringlab_run_cell(&memory);
	return run->ret;
}

static inline void *cell_thread(void *argument)
{
	run_cell(argument);
	return NULL;
}

/* Runs the cell beside the test, until join_cell(). */
static inline void start_cell(struct cell_run *run)
{
	CHECK(pthread_create(&run->thread, NULL, cell_thread, run), ==, 0);
}

static inline void wait_for_phase(struct cell_run *run,
				  enum uringlab_phase phase)
{
	while (__atomic_load_n(&run->live.phase, __ATOMIC_RELAXED) < phase)
		sleep_ms(1);
}

static inline void stop_cell(struct cell_run *run)
{
	__atomic_store_n(&run->live.stop, 1, __ATOMIC_RELAXED);
}

static inline int64_t join_cell(struct cell_run *run)
{
	CHECK(pthread_join(run->thread, NULL), ==, 0);
	return run->ret;
}

/* Runs a cell that cannot be measured; the step and errno must say why. */
static inline void check_refused(struct cell_run *run, int error,
				 enum uringlab_step step)
{
	struct belongings before = count_belongings();

	CHECK(run_cell(run), ==, -error);
	CHECK(run->result.error, ==, error);
	CHECK(run->result.step, ==, step);
	CHECK(run->result.abandoned, ==, 0);
	check_nothing_left(before);
}

/* A cell that no kernel could run is refused; it is freed. */
static inline void check_senseless(struct cell_run *run)
{
	check_refused(run, EINVAL, URINGLAB_STEP_parameters);
	free_cell_run(run);
}

/* A measured cell in which nothing went wrong. */
static inline void check_measured(struct cell_run *run)
{
	struct belongings before = count_belongings();

	CHECK(run_cell(run), ==, 0);
	CHECK(run->result.error, ==, 0);
	CHECK(run->result.step, ==, URINGLAB_STEP_none);
	CHECK(run->result.stopped, ==, 0);
	CHECK(run->result.in_flight, ==, 0);
	CHECK(run->result.abandoned, ==, 0);
	CHECK(run->arm_results[0].unexpected_cqes, ==, 0);
	check_nothing_left(before);
}

static inline void check_no_bad_reads(const struct cell_run *run)
{
	CHECK(run->arm_results[0].short_reads, ==, 0);
	CHECK(run->arm_results[0].verify_errors, ==, 0);
	CHECK(run->arm_results[0].io_errors, ==, 0);
	CHECK(run->arm_results[0].first_error, ==, 0);
	CHECK(run->arm_results[0].first_error_offset, ==, UINT64_MAX);
}

/* The offset that the first worker reads first. */
static inline uint64_t first_offset(const struct cell_run *run)
{
	struct random random;

	random_init(&random, run->arms[0].seed, 0);
	return random_below(&random, run->params.blocks) * run->params.bs;
}

/* Of the reads with this worker's counters, at batch size 1 throughout. */
static inline void check_single_counters(const struct uringlab_worker_result *w)
{
	/* Each turn of the loop reaps one; one may lie past the window. */
	CHECK(w->ios, <=, w->reaps);
	CHECK(w->reaps, <=, w->ios + 1);
	CHECK(w->submit_calls, >=, w->reaps);
	CHECK(w->cq_ready, <=, w->reaps);
	CHECK(w->getevents_calls + w->cq_ready, >=, w->reaps);
}

#endif
