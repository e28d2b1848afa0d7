#define _GNU_SOURCE
#include "snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int read_text(const char *path, char *text, size_t bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got = 0;

	if (fd < 0)
		return -errno;
	while (used < bytes) {
		got = read(fd, text + used, bytes - used);
		if (got <= 0)
			break;
		used += got;
	}
	close(fd);
	if (got < 0)
		return -errno;
	if (used == bytes)
		return -ENOSPC;
	text[used] = 0;
	return 0;
}

/*
 * The next thread of this process whose name begins like that, or -1: the
 * kernel lists threads in the order in which they were made (copy_process,
 * kernel/fork.c).
 */
static int next_thread(DIR *dir, const char *prefix)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		char path[300], name[32];

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm",
			 entry->d_name);
		if (entry->d_name[0] != '.' &&
		    read_text(path, name, sizeof(name)) == 0 &&
		    !strncmp(name, prefix, strlen(prefix)))
			return atoi(entry->d_name);
	}
	return -1;
}

int newest_sq_thread(void)
{
	DIR *dir = opendir("/proc/self/task");
	int newest = -1, tid;

	if (!dir)
		return -1;
	while ((tid = next_thread(dir, "iou-sqp-")) >= 0)
		newest = tid;
	closedir(dir);
	return newest;
}

int schedstat_open(int tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/schedstat", tid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

void schedstat_read(int fd, uint64_t *run_ns, uint64_t *delay_ns)
{
	char text[96];
	ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);

	if (got > 0) {
		text[got] = 0;
		if (sscanf(text, "%" SCNu64 " %" SCNu64, run_ns, delay_ns) == 2)
			return;
	}
	*run_ns = *delay_ns = UINT64_MAX;
}

struct io_workers read_io_workers(const struct cpu_mask *cpus)
{
	struct io_workers all = { 0 };
	DIR *dir = opendir("/proc/self/task");
	int tid;

	if (!dir) {
		all.count = all.bound = all.run_ns = UINT64_MAX;
		return all;
	}
	while ((tid = next_thread(dir, "iou-wrk-")) >= 0) {
		int fd = schedstat_open(tid);
		uint64_t run_ns, delay_ns;

		schedstat_read(fd, &run_ns, &delay_ns);
		if (fd >= 0)
			close(fd);
		all.count++;
		all.bound += is_bound_within(tid, cpus);
		/* One that has just ended, or all of them without schedstat. */
		all.run_ns = run_ns == UINT64_MAX || all.run_ns == UINT64_MAX ?
				     UINT64_MAX :
				     all.run_ns + run_ns;
	}
	closedir(dir);
	return all;
}

uint64_t read_migrations(int tid)
{
	char path[64], text[4096];
	const char *line;
	uint64_t count;

	snprintf(path, sizeof(path), "/proc/self/task/%d/sched", tid);
	if (read_text(path, text, sizeof(text)) < 0)
		return UINT64_MAX;
	line = strstr(text, "nr_migrations");
	if (!line || sscanf(line, "nr_migrations : %" SCNu64, &count) != 1)
		return UINT64_MAX;
	return count;
}

uint64_t read_khz(uint64_t cpu)
{
	char path[96], text[32];
	uint64_t khz;

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%" PRIu64
		 "/cpufreq/scaling_cur_freq",
		 cpu);
	if (read_text(path, text, sizeof(text)) < 0 ||
	    sscanf(text, "%" SCNu64, &khz) != 1)
		return UINT64_MAX;
	return khz;
}
