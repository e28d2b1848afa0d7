#define _GNU_SOURCE
#include "partner.h"

#include <errno.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "abort_signal.h"
#include "clock.h"
#include "completion.h"
#include "counter.h"
#include "ring.h"
#include "take.h"
#include "threads.h"

/* A signal that comes just before a wait does not end it: it is sent again. */
#define STOP_RETRY_NS (1 * 1000 * 1000)

bool wait_has_partner(enum uringlab_wait wait)
{
	return wait == URINGLAB_WAIT_second_thread ||
	       wait == URINGLAB_WAIT_eventfd;
}

bool arm_uses_partner_cpu(const struct uringlab_arm_params *a)
{
	return wait_has_partner(a->wait) ||
	       a->setup_flags & IORING_SETUP_SQ_AFF;
}

/* Notes that an I/O has completed, as number tail of those that did. */
static void note(struct partner *p, uint64_t tail, uint64_t index, int res)
{
	struct lane *l = p->lane;

	if (index < l->params->iodepth) {
		l->slots[index].seen_ns = now_ns();
		l->slots[index].res = res;
	}
	p->returned[tail % l->params->iodepth] = index;
}

/* Notes what is in the CQ for the worker; how many CQEs. */
static unsigned hand_over(struct partner *p)
{
	struct lane *l = p->lane;
	uint64_t tail = atomic_load_explicit(&p->returned_tail,
					     memory_order_relaxed);
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0;

	io_uring_for_each_cqe(&l->ring, head, cqe) {
		struct completion io;
		unsigned count;
		int res;

		seen++;
		if (!load_is_socket(l->cell->load)) {
			if (completion_of(&l->op, cqe, &io))
				note(p, tail++, io.index, io.res);
			continue;
		}
		count = socket_take(&l->op, cqe, &res);
		for (unsigned n = 0; n < count; n++)
			note(p, tail++, l->op.messages.arrived[n], res);
	}
	io_uring_cq_advance(&l->ring, seen);
	atomic_store_explicit(&p->returned_tail, tail, memory_order_release);
	return seen;
}

/* Waits as liburing's io_uring_wait_cqe() does: 0 or errno. */
static int wait_in_ring(struct partner *p)
{
	/* The index of a registered ring is the worker's alone. */
	unsigned flags = p->lane->enter_flags & ~IORING_ENTER_REGISTERED_RING;
	int ret = ring_enter(p->lane->ring.ring_fd, 0, 1,
			     flags | IORING_ENTER_GETEVENTS);

	counter_add(&p->calls, 1);
	hand_over(p);
	return ret < 0 && ret != -EINTR ? -ret : 0;
}

/*
 * The kernel signals an eventfd when it puts a CQE into the CQ; with
 * DEFER_TASKRUN also when it queues the work that will (io_req_local_work_add).
 */
static int wait_for_eventfd(struct partner *p)
{
	uint64_t value, issue_ns, now;
	ssize_t got = read(p->eventfd, &value, sizeof(value));

	counter_add(&p->calls, 1);
	if (got < 0)
		return errno == EINTR ? 0 : errno;
	now = now_ns();
	issue_ns = atomic_load_explicit(&p->lane->issue_ns,
					memory_order_relaxed);
	counter_add(&p->wakeups, 1);
	counter_add(&p->empty, hand_over(p) == 0);
	/* A time that is known already is of an earlier submit call. */
	if (issue_ns != p->timed_issue_ns && now > issue_ns) {
		p->timed_issue_ns = issue_ns;
		counter_add(&p->wakes_timed, 1);
		counter_add(&p->wake_sum_ns, now - issue_ns);
	}
	return 0;
}

/* Ends the partner's loop; the worker sees it in partner_failed(). */
static void give_up(struct partner *p, int error, enum uringlab_step step)
{
	p->step = step;
	atomic_store(&p->error, error);
}

static void *partner_main(void *argument)
{
	struct partner *p = argument;
	bool reads_eventfd = p->lane->params->wait == URINGLAB_WAIT_eventfd;
	char name[16]; /* as long as the kernel's, TASK_COMM_LEN */
	int error;

	snprintf(name, sizeof(name), "partner/%u", p->index);
	pthread_setname_np(pthread_self(), name);
	p->tid = this_thread_id();
	error = -bind_thread(0, &p->cpus);
	if (error)
		give_up(p, error, URINGLAB_STEP_affinity);
	atomic_store(&p->ready, true);
	while (!error && !atomic_load(&p->stop)) {
		error = reads_eventfd ? wait_for_eventfd(p) : wait_in_ring(p);
		if (error)
			give_up(p, error,
				reads_eventfd ? URINGLAB_STEP_eventfd :
						URINGLAB_STEP_second_thread);
	}
	atomic_store(&p->gone, true);
	/* Its schedstat is not read yet. */
	gate_await_release(p->lane->gate);
	return NULL;
}

static int make_eventfd(struct partner *p)
{
	int ret = p->eventfd = eventfd(0, EFD_CLOEXEC);

	if (ret < 0)
		return -errno;
	return io_uring_register_eventfd(&p->lane->ring, p->eventfd);
}

int partner_start(struct partner *p)
{
	struct lane *l = p->lane;
	int error;

	if (l->params->wait == URINGLAB_WAIT_eventfd) {
		int ret = make_eventfd(p);

		if (ret < 0)
			return fail(l->failure, -ret, URINGLAB_STEP_eventfd);
	}
	error = stack_start_thread(&p->thread, &p->stack, partner_main, p);
	if (error)
		return fail(l->failure, error, URINGLAB_STEP_thread);
	p->started = true;
	while (!atomic_load(&p->ready))
		sched_yield();
	return partner_failed(p) ? -1 : 0;
}

void partner_stop(struct partner *p)
{
	atomic_store(&p->stop, true);
	while (p->started && !atomic_load(&p->gone)) {
		struct timespec again = timespec_of(STOP_RETRY_NS);

		pthread_kill(p->thread, ABORT_SIGNAL);
		nanosleep(&again, NULL);
	}
	partner_failed(p);
	if (p->eventfd >= 0)
		close(p->eventfd);
	p->eventfd = -1;
}

void partner_join(struct partner *p)
{
	if (p->started)
		pthread_join(p->thread, NULL);
}

unsigned partner_take(struct partner *p, unsigned max)
{
	struct lane *l = p->lane;
	uint64_t iodepth = l->params->iodepth;
	uint64_t tail = atomic_load_explicit(&p->returned_tail,
					     memory_order_acquire);
	unsigned taken = 0;

	while (taken < max && p->returned_head != tail) {
		unsigned index = p->returned[p->returned_head++ % iodepth];
		const struct slot *slot = &l->slots[index % iodepth];

		lane_finish(l, index, slot->res, slot->seen_ns);
		taken++;
	}
	return taken;
}

bool partner_failed(struct partner *p)
{
	int error = atomic_load_explicit(&p->error, memory_order_acquire);

	return error && fail(p->lane->failure, error, p->step);
}
