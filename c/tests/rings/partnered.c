/* Ways to use a ring whose completions come from another CPU. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ring.h"

/* The partner waits so long where the other thread shall have gone to sleep. */
#define SOON_NS 30000
/* So long where each time brings so many that their rate would be a fault. */
#define RARELY_NS 2000000

static void kicks(void)
{
	int zero = zero_file();

	for (;;) {
		submit_event();
		ask_partner(&partner);
		while (!is_complete())
			if (read(zero, block, sizeof(block)) < 0)
				exit(1);
		io_uring_cq_advance(&ring, 1);
	}
}

/* It waits for some of them, so that it could wait for all. */
static void deferrable(void)
{
	for (unsigned int i = 0;; i++) {
		submit_event();
		ask_partner(&partner);
		while (i % 8 && !is_complete())
			syscall(SYS_getppid);
		wait_and_reap();
	}
}

static _Noreturn void *reap_for_ever(void *seen)
{
	for (;;) {
		wait_and_reap();
		(*(_Atomic unsigned int *)seen)++;
	}
}

static void second(void)
{
	static _Atomic unsigned int seen;
	pthread_t thread;

	check(-pthread_create(&thread, NULL, reap_for_ever, &seen), "thread");
	for (unsigned int submitted = 1;; submitted++) {
		submit_event();
		ask_partner(&partner);
		while (seen != submitted)
			syscall(SYS_getppid);
	}
}

static void tick(void)
{
	for (;;) {
		submit_event();
		ask_partner(&partner);
		while (!is_complete())
			;
		io_uring_cq_advance(&ring, 1);
	}
}

static void peeks(void)
{
	for (;;) {
		submit_event();
		ask_partner(&partner);
		while (!is_complete())
			check(io_uring_get_events(&ring), "look");
		io_uring_cq_advance(&ring, 1);
	}
}

static void capped(void)
{
	partner.value = MANY;
	for (;;) {
		for (unsigned int i = 0; i < MANY; i++)
			prepare_event(i);
		check(io_uring_submit(&ring), "submit");
		ask_partner(&partner);
		await_partner(&partner);
		for (unsigned int i = 0; i < MANY; i++)
			wait_and_reap();
	}
}

static void apart(void)
{
	for (;;) {
		submit_event();
		ask_partner(&partner);
		wait_and_reap();
	}
}

static void good(void)
{
	for (;;) {
		prepare_event(0);
		ask_partner(&partner);
		check(io_uring_submit_and_wait(&ring, 1), "submit");
		reap();
	}
}

#define PARTNER .has_partner = true
#define SLOW_PARTNER PARTNER, .delay_ns = SOON_NS

const struct way ways_partnered[] = {
	{ .name = "kicks", .run = kicks, PARTNER },
	{ .name = "deferrable", .run = deferrable,
	  .flags = IORING_SETUP_COOP_TASKRUN, SLOW_PARTNER },
	{ .name = "second", .run = second, .flags = IORING_SETUP_COOP_TASKRUN,
	  SLOW_PARTNER },
	{ .name = "tick", .run = tick, .flags = IORING_SETUP_COOP_TASKRUN,
	  PARTNER },
	{ .name = "peeks", .run = peeks, .flags = DEFER, SLOW_PARTNER },
	{ .name = "capped", .run = capped, .flags = DEFER, PARTNER,
	  .delay_ns = RARELY_NS, .event_flags = EFD_SEMAPHORE },
	{ .name = "apart", .run = apart, .flags = DEFER, SLOW_PARTNER },
	{ .name = "good", .run = good, .flags = DEFER, SLOW_PARTNER },
	{ 0 },
};
