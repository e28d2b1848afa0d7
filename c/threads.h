/* What glibc has of threads only since versions that we do without. */
#ifndef THREADS_H
#define THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

#define JOIN_POLL_NS (100 * 1000)

/* gettid(2), which glibc wraps since 2.30 only. */
static inline int this_thread_id(void)
{
	return syscall(SYS_gettid);
}

/*
 * Whether a thread has ended by a time of CLOCK_MONOTONIC, and is joined. Polls:
 * pthread_clockjoin_np() needs glibc 2.31.
 */
static inline bool join_by(pthread_t thread, uint64_t deadline_ns)
{
	struct timespec again = timespec_of(JOIN_POLL_NS);

	while (pthread_tryjoin_np(thread, NULL)) {
		if (now_ns() >= deadline_ns)
			return false;
		nanosleep(&again, NULL);
	}
	return true;
}

#endif
