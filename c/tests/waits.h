/* The ways to wait and the modes of a ring, to be combined. */
#ifndef WAITS_H
#define WAITS_H

#include <liburing.h>

#include "../load.h"
#include "cell.h"

#define SECOND (1000 * MS)
#define WAITS (URINGLAB_WAIT_eventfd + 1)
#define THINKTIME_NS UINT64_C(50000)
/* slat, clat and lat; behind them is that of the delivery. */
#define LATENCY_HISTOGRAMS (URINGLAB_HISTOGRAMS - 1)

struct mode {
	const char *name;
	uint64_t setup_flags;
};

#define DEFER (IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)
#define SQPOLL (IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF)

static const struct mode modes[] = {
	{ "default", 0 },
	{ "coop", IORING_SETUP_COOP_TASKRUN },
	{ "coop_flag", IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG },
	{ "single", IORING_SETUP_SINGLE_ISSUER },
	{ "defer", DEFER },
	{ "defer_flag", DEFER | IORING_SETUP_TASKRUN_FLAG },
	{ "sqpoll", SQPOLL },
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

static inline bool has_mode(uint64_t setup_flags)
{
	struct belongings before = count_belongings();
	int64_t ret = uringlab_probe_ring(setup_flags, 4);

	/* An SQ thread ends some time after its ring. */
	check_nothing_left(before);
	return ret == 0;
}

/*
 * A disk may be faster than the submit call: then iomap_dio_rw() finds that
 * the read has completed, and its CQE is posted at once, in every mode. Whether
 * that is the rule here; it happens now and then with any disk.
 */
static inline bool completes_in_submit_call(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	unsigned at_once = 0, reads = 50;
	struct io_uring ring;
	void *buffer;

	CHECK(fd, >=, 0);
	CHECK(posix_memalign(&buffer, TARGET_BLOCK, TARGET_BLOCK), ==, 0);
	CHECK(io_uring_queue_init(1, &ring, DEFER), ==, 0);
	for (unsigned i = 0; i < reads; i++) {
		struct io_uring_cqe *cqe;

		io_uring_prep_read(io_uring_get_sqe(&ring), fd, buffer,
				   TARGET_BLOCK, 0);
		CHECK(io_uring_submit(&ring), ==, 1);
		at_once += io_uring_cq_ready(&ring);
		CHECK(io_uring_wait_cqe(&ring, &cqe), ==, 0);
		io_uring_cqe_seen(&ring, cqe);
	}
	io_uring_queue_exit(&ring);
	free(buffer);
	close(fd);
	return at_once > reads / 2;
}

static inline bool has_partner(enum uringlab_wait wait)
{
	return wait == URINGLAB_WAIT_second_thread ||
	       wait == URINGLAB_WAIT_eventfd;
}

/* The worker on the first CPU, what helps it on the last one. */
static inline void choose_cpus(struct cell_run *run)
{
	run->cpus[1] = run->cpus[run->params.cpu_count - 1];
	run->params.cpu_count = run->params.partner_cpu_count = 1;
}

static inline struct cell_run *new_waiting_cell(const char *path,
						uint64_t setup_flags,
						enum uringlab_wait wait)
{
	struct cell_run *run = new_cell(path);

	run->arms[0].setup_flags = setup_flags;
	run->arms[0].wait = wait;
	run->arms[0].thinktime_ns = THINKTIME_NS;
	run->params.runtime_ns = 60 * MS;
	run->params.verify = 1;
	choose_cpus(run);
	return run;
}

static inline uint64_t total_of(const uint64_t *histogram)
{
	uint64_t sum = 0;

	for (int i = 0; i < HISTOGRAM_SLOTS; i++)
		sum += histogram[i];
	return sum;
}

/* Every read that counts is in each histogram, and no other. */
static inline void check_histogram_totals(const struct cell_run *run)
{
	uint64_t ios = 0;

	for (unsigned i = 0; i < run->params.workers; i++)
		ios += run->workers[i].ios;
	for (int i = 0; i < LATENCY_HISTOGRAMS; i++)
		CHECK(total_of(run->histograms[i]), ==, ios);
	CHECK(total_of(run->histograms[LATENCY_HISTOGRAMS]), ==,
	      load_is_delivered(run->params.load) ? ios : 0);
}

/* A measured cell that has ended a second after its window at the latest. */
static inline void check_measured_in_time(struct cell_run *run)
{
	uint64_t began = uringlab_now_ns();

	check_measured(run);
	CHECK(uringlab_now_ns() - began, <=,
	      run->params.ramp_ns + run->params.runtime_ns + SECOND);
	check_histogram_totals(run);
}

/* The thread of this process that has this name, or -1. */
static inline int find_thread(const char *name)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int found = -1;

	CHECK(dir != NULL, ==, true);
	while ((entry = readdir(dir))) {
		char path[300], comm[32] = "";
		int fd;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm",
			 entry->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (read(fd, comm, sizeof(comm) - 1) > 0 &&
		    !strcmp(strtok(comm, "\n"), name))
			found = atoi(entry->d_name);
		close(fd);
	}
	closedir(dir);
	return found;
}

#endif
