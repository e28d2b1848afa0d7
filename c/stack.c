#define _GNU_SOURCE
#include "stack.h"

#include <unistd.h>

size_t stack_bytes(size_t wanted)
{
	size_t page = sysconf(_SC_PAGESIZE);
	long least = sysconf(_SC_THREAD_STACK_MIN);

	if (least > 0 && wanted < (size_t)least)
		wanted = least;
	return (wanted + page - 1) / page * page;
}

int stack_start_thread(pthread_t *thread, const struct stack *stack,
		       void *(*routine)(void *), void *argument)
{
	pthread_attr_t attributes;
	int error = pthread_attr_init(&attributes);

	if (error)
		return error;
	error = pthread_attr_setstack(&attributes, stack->base, stack->bytes);
	if (!error)
		error = pthread_create(thread, &attributes, routine, argument);
	pthread_attr_destroy(&attributes);
	return error;
}
