/*
 * rings HOW [CPU OTHER]: does one thing with a ring, over and over or once,
 * until it is killed. "watch" is tested on it: each has one fault that its
 * advice shall find, but for those that have none.
 *
 * Without a partner:
 * nops          1000 no-ops, no more: nothing to gain
 * overflow      no-ops until CQEs wait beside the full queue, no more
 * wq            reads of /dev/zero by io_uring's own threads
 * idle          an SQ thread that finds nothing to do
 * shared        an SQ thread that is kept busy, on the CPU of the thread that
 *               does so: CPU
 * unregistered  reads of /dev/zero at a high rate, of a file not registered
 * iowait        waits for what never comes, and no disk is asked
 *
 * A thread on CPU reads an eventfd that one on OTHER writes:
 * kicks         in system calls meanwhile, so that kicks find it in the kernel
 * deferrable    runs completions in other system calls, one after the other
 * second        the same, but another thread waits for them
 * tick          computes with COOP_TASKRUN, so that the tick delivers them
 * peeks         looks with DEFER_TASKRUN by system calls that find nothing
 * capped        has 100 at once with DEFER_TASKRUN, and waits for one
 * apart         submits by one call and waits by another
 * good          the same by one call, with DEFER_TASKRUN: nothing to gain
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ring.h"

static const struct way *way_in(const struct way *ways, const char *name)
{
	for (; ways->name; ways++)
		if (!strcmp(name, ways->name))
			return ways;
	return NULL;
}

static const struct way *way_of(const char *name)
{
	const struct way *way = way_in(ways_alone, name);

	return way ? way : way_in(ways_partnered, name);
}

static uint64_t number(const char *text)
{
	return text ? strtoull(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
	const struct way *way = argc > 1 ? way_of(argv[1]) : NULL;
	struct io_uring_params params = { 0 };
	struct cpu_mask mask;
	uint64_t cpu;

	if (!way || argc > 4 || (way->has_partner && argc != 4)) {
		fprintf(stderr, "usage: rings HOW [CPU OTHER]\n");
		return 2;
	}
	cpu = number(argv[2]);
	/* A test that fails must not leave it behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	params.flags = way->flags;
	if (way->flags & IORING_SETUP_SQPOLL)
		params.sq_thread_idle = 60000;
	if (way->flags & IORING_SETUP_SQ_AFF)
		params.sq_thread_cpu = cpu;
	if (argc > 2) {
		check(cpu_mask_of(&mask, &cpu, 1), "CPU");
		check(bind_thread(0, &mask), "affinity");
	}
	check(io_uring_queue_init_params(2 * MANY, &ring, &params), "ring");
	if (way->has_partner) {
		partner.delay_ns = way->delay_ns;
		start_partner(&partner, number(argv[3]), way->event_flags);
	}
	way->run();
	/* It is ready; whoever reads this may look. */
	puts("done");
	fflush(stdout);
	for (;;)
		pause();
}
