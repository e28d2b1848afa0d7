/*
 * What every test needs. A test returns 0 when all is well, 1 from the CHECK
 * that failed, and 77 when it is skipped, having said why.
 */
#ifndef CHECK_H
#define CHECK_H

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SKIPPED 77

/* Compares as signed 64-bit numbers: UINT64_MAX equals -1. */
#define CHECK(a, op, b)                                                        \
	do {                                                                   \
		int64_t a_ = (a), b_ = (b);                                    \
		if (!(a_ op b_))                                               \
			check_failed(__FILE__, __LINE__, #a " " #op " " #b,    \
				     a_, b_);                                  \
	} while (0)

static inline _Noreturn void check_failed(const char *file, int line,
					  const char *text, int64_t a,
					  int64_t b)
{
	fprintf(stderr, "%s:%d: %s: %" PRId64 " and %" PRId64 "\n", file, line,
		text, a, b);
	exit(1);
}

static inline _Noreturn void skip(const char *reason)
{
	printf("skipped: %s\n", reason);
	exit(SKIPPED);
}

/* Ends a test that hangs. */
__attribute__((constructor)) static inline void set_watchdog(void)
{
	alarm(60);
}

#ifdef __SANITIZE_THREAD__
static void *end_at_once(void *argument)
{
	return argument;
}

/* TSan's own thread, which begins with the first, is none of the test's. */
__attribute__((constructor)) static inline void start_sanitizer(void)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, end_at_once, NULL))
		pthread_join(thread, NULL);
}
#endif

static inline void sleep_ms(unsigned ms)
{
	struct timespec time = { .tv_sec = ms / 1000,
				 .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/* A name in the build directory, where the test program itself is. */
static inline void build_path(char path[PATH_MAX], const char *name)
{
	ssize_t got = readlink("/proc/self/exe", path, PATH_MAX - 1);

	CHECK(got, >, 0);
	path[got] = 0;
	got = strrchr(path, '/') + 1 - path;
	CHECK(snprintf(path + got, PATH_MAX - got, "%s", name), <,
	      PATH_MAX - got);
}

static inline unsigned count_entries(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	unsigned count = 0;

	CHECK(dir != NULL, ==, true);
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

struct belongings {
	unsigned threads, fds;
};

static inline struct belongings count_belongings(void)
{
	return (struct belongings){ count_entries("/proc/self/task"),
				    count_entries("/proc/self/fd") };
}

/* A joined thread may still be listed for a moment: the watchdog decides. */
static inline void check_nothing_left(struct belongings before)
{
	while (count_entries("/proc/self/task") > before.threads)
		sleep_ms(1);
	CHECK(count_entries("/proc/self/task"), ==, before.threads);
	CHECK(count_entries("/proc/self/fd"), ==, before.fds);
}

#endif
