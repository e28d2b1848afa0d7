/*
 * writer DIRECTORY PARENT NICE [CPU...]: writes beside reads. Makes a file of
 * 64 MiB in DIRECTORY that never has a name, so that the kernel takes it back
 * with this process, however that ends; fills it; says "ready" on stdout; and
 * writes blocks of 4 KiB at random offsets of it with O_DIRECT, one after the
 * other, until it is killed. It dies with its parent, whose process ID is
 * PARENT, adds NICE to its nice value and binds itself to the CPUs, if any.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "affinity.h"
#include "priority.h"
#include "random.h"
#include "tied.h"

#define FILE_BYTES (64u << 20)
#define FILL_BYTES (1u << 20)
#define BLOCK_BYTES 4096u
/* No more of the free space than one part in so many. */
#define FREE_PARTS 4

/* Says what failed, on one line. */
static int failed(const char *what, int error)
{
	fprintf(stderr, "writer: %s: %s\n", what, strerror(error));
	return 1;
}

static int bind_to(char **cpus, int count)
{
	struct cpu_mask mask;
	uint64_t numbers[MAX_CPUS];
	int ret;

	if (count == 0)
		return 0;
	if (count > MAX_CPUS)
		return -EINVAL;
	for (int i = 0; i < count; i++)
		numbers[i] = strtoull(cpus[i], NULL, 10);
	ret = cpu_mask_of(&mask, numbers, count);
	return ret < 0 ? ret : bind_thread(0, &mask);
}

/* Opens the file without a name: a descriptor, or -errno. */
static int open_nameless(const char *directory)
{
	struct statvfs fs;
	int fd = open(directory,
		      O_TMPFILE | O_WRONLY | O_DIRECT | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	if (fstatvfs(fd, &fs))
		return -errno;
	if ((uint64_t)fs.f_bavail * fs.f_frsize <
	    (uint64_t)FREE_PARTS * FILE_BYTES)
		return -ENOSPC;
	return fd;
}

/* One whole write: 0, or errno; EIO of a short one. */
static int write_at(int fd, const void *data, size_t bytes, uint64_t offset)
{
	ssize_t written = pwrite(fd, data, bytes, offset);

	if (written < 0)
		return errno;
	return (size_t)written == bytes ? 0 : EIO;
}

static int fill(int fd, const void *data)
{
	for (uint64_t at = 0; at < FILE_BYTES; at += FILL_BYTES) {
		int error = write_at(fd, data, FILL_BYTES, at);

		if (error)
			return error;
	}
	/* What is written over later needs no change of the file's extents. */
	return fsync(fd) ? errno : 0;
}

int main(int argc, char **argv)
{
	struct random random;
	void *data;
	int fd, ret;

	if (argc < 4) {
		fprintf(stderr, "usage: writer DIRECTORY PARENT NICE [CPU...]\n");
		return 2;
	}
	ret = bind_to(argv + 4, argc - 4);
	if (ret < 0)
		return failed("CPUs", -ret);
	ret = be_nicer(atoi(argv[3]));
	if (ret < 0)
		return failed("setpriority", -ret);
	ret = tie_to_parent();
	if (ret < 0)
		return failed("prctl", -ret);
	/* The parent may have died before the signal was asked for. */
	if (getppid() != atoi(argv[2]))
		return 1;
	ret = posix_memalign(&data, FILL_BYTES, FILL_BYTES);
	if (ret)
		return failed("memory", ret);
	memset(data, 0x5a, FILL_BYTES);
	fd = open_nameless(argv[1]);
	if (fd < 0)
		return failed(argv[1], -fd);
	ret = fill(fd, data);
	if (ret)
		return failed(argv[1], ret);
	if (write(STDOUT_FILENO, "ready\n", 6) != 6)
		return 1;
	random_init(&random, getpid(), 0);
	for (;;) {
		uint64_t block =
			random_below(&random, FILE_BYTES / BLOCK_BYTES);

		ret = write_at(fd, data, BLOCK_BYTES, block * BLOCK_BYTES);
		if (ret)
			return failed(argv[1], ret);
	}
}
