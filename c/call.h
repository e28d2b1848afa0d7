/*
 * System calls of a worker without a ring, as a ring's are made: not by glibc's
 * functions for them. Those are cancellation points (pthreads(7)), which cost two
 * atomic operations a call in a process of several threads: with 1,000
 * connections a fifth of what a message took in user mode. No thread here is
 * ever cancelled. As the functions they return -1 with errno set.
 */
#ifndef CALL_H
#define CALL_H

#include <stddef.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* send(2). */
static inline ssize_t call_send(int fd, const void *bytes, size_t count,
				int flags)
{
	return syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
}

/* recv(2). */
static inline ssize_t call_recv(int fd, void *bytes, size_t count, int flags)
{
	return syscall(SYS_recvfrom, fd, bytes, count, flags, NULL, NULL);
}

/* epoll_wait(2), which not every architecture has, without a timeout. */
static inline int call_epoll_wait(int epoll, struct epoll_event *events,
				  unsigned max)
{
	return syscall(SYS_epoll_pwait, epoll, events, max, -1, NULL,
		       (size_t)0);
}

/* accept4(2), which is not asked who connects. */
static inline int call_accept(int listener, int flags)
{
	return syscall(SYS_accept4, listener, NULL, NULL, flags);
}

#endif
