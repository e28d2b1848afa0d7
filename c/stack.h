/*
 * Threads on stacks of the cell's own memory, which is locked and was touched
 * before: none of their page faults falls into the window.
 */
#ifndef STACK_H
#define STACK_H

#include <pthread.h>
#include <stddef.h>

/* The lowest address of a stack, and how large it is. */
struct stack {
	char *base;
	size_t bytes;
};

/*
 * The bytes of a stack that is to have so many: whole pages, and not fewer than
 * glibc takes, which refuses less than 16 KiB on x86-64 and 128 KiB on arm64.
 */
size_t stack_bytes(size_t wanted);

/* Starts a thread on this stack: 0 or an errno. */
int stack_start_thread(pthread_t *thread, const struct stack *stack,
		       void *(*routine)(void *), void *argument);

#endif
