/* What the kernel counted, read from outside the measured threads. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "affinity.h"

/*
 * Reads the whole of a /proc file into text[0..bytes), ended by a NUL.
 * Returns -errno; -ENOSPC when it is longer than that.
 */
int read_text(const char *path, char *text, size_t bytes);

/* The threads that io_uring has made for this process ("iou-wrk-TID"). */
struct io_workers {
	uint64_t count;
	uint64_t bound;	 /* that may run on some CPUs alone */
	uint64_t run_ns; /* CPU time of those that are there now */
};

/*
 * They take requests that would block in the submit call, or that have
 * IOSQE_ASYNC. All of it UINT64_MAX when unknown.
 */
struct io_workers read_io_workers(const struct cpu_mask *cpus);

/*
 * The SQ thread that was made last for this process ("iou-sqp-TID"), or -1. TID
 * is the number that its maker has outside of all PID namespaces, which nobody
 * inside of one knows.
 */
int newest_sq_thread(void);

/* Opens the schedstat file of a thread of this process: a descriptor or -1. */
int schedstat_open(int tid);

/*
 * Time on a CPU and time waiting for one, in ns (sched_info in
 * Documentation/scheduler/sched-stats.rst). Both UINT64_MAX when unknown.
 */
void schedstat_read(int fd, uint64_t *run_ns, uint64_t *delay_ns);

/*
 * How often a thread of this process was moved to another CPU (nr_migrations
 * in /proc/PID/task/TID/sched, with CONFIG_SCHED_DEBUG); UINT64_MAX if unknown.
 */
uint64_t read_migrations(int tid);

/* The frequency of a CPU in kHz, from cpufreq; UINT64_MAX when unknown. */
uint64_t read_khz(uint64_t cpu);

#endif
