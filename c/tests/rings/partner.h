/*
 * A thread on another CPU that writes an eventfd when it is asked to, so that
 * reads of it complete from there, on any machine and without a disk.
 */
#ifndef RINGS_PARTNER_H
#define RINGS_PARTNER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../affinity.h"
#include "../../clock.h"

struct partner {
	pthread_t thread;
	uint64_t cpu;
	int event;
	uint64_t value;
	uint64_t delay_ns;
	_Atomic unsigned int asked;
	_Atomic unsigned int written;
};

static inline void wait_ns(uint64_t ns)
{
	uint64_t end = now_ns() + ns;

	while (now_ns() < end)
		;
}

static inline _Noreturn void *write_events(void *data)
{
	struct partner *partner = data;
	struct cpu_mask mask;

	if (cpu_mask_of(&mask, &partner->cpu, 1) || bind_thread(0, &mask))
		exit(1);
	for (;;) {
		/* Asleep it would have to be woken, by an interrupt. */
		while (partner->asked == partner->written)
			;
		wait_ns(partner->delay_ns);
		if (write(partner->event, &partner->value,
			  sizeof(partner->value)) < 0)
			exit(1);
		partner->written++;
	}
}

/* Starts it; flags are those of eventfd(2). Ends the program where it cannot. */
static inline void start_partner(struct partner *partner, uint64_t cpu,
				 int flags)
{
	partner->cpu = cpu;
	partner->value = 1;
	partner->event = eventfd(0, flags | EFD_CLOEXEC);
	if (partner->event < 0 ||
	    pthread_create(&partner->thread, NULL, write_events, partner))
		exit(1);
}

/* It writes once more, after its delay. */
static inline void ask_partner(struct partner *partner)
{
	partner->asked++;
}

/* Until it has written as often as it was asked to. */
static inline void await_partner(struct partner *partner)
{
	while (partner->asked != partner->written)
		;
}

#endif
